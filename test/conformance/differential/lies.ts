import type { Endpoint, Lie } from 'latchkey/testing'
import type { Case, Journey, Setting } from './journeys.js'

/** A reason for one journey, or for all that tell the lie. */
export type Reason = string | Partial<Record<Journey, string>>
/** A lie by its name; why the verdicts differ, where they do; and what else is needed for it. */
export type Row = readonly [what: string, lie: Told, reason?: Reason | undefined, setting?: Setting]
export type Told = Case['lie']

/** Changes members of the metadata. */
export const document = (changes: object): Lie => ({ discovery: (honest) => ({ ...honest, ...changes }) })
/** Changes an answer of one endpoint once the provider has done what it was asked for. */
export const answer = (
  endpoint: Endpoint,
  change: (text: string, honest: Response) => BodyInit | null | Response,
): Lie => ({
  deliver: async (response, request) => {
    if (request.endpoint !== endpoint || response.status !== 200) return response
    const changed = change(await response.text(), response)
    return changed instanceof Response ? changed : new Response(changed, { headers: response.headers })
  },
})
export const status = (endpoint: Endpoint, code: number, body?: string): Lie =>
  answer(endpoint, (text, { headers }) => new Response(code === 204 ? null : (body ?? text), { status: code, headers }))
export const typed = (endpoint: Endpoint, type: string | undefined): Lie =>
  answer(endpoint, (text) => {
    // Bytes: for a text an engine would name a type by itself.
    const response = new Response(new TextEncoder().encode(text))
    if (type !== undefined) response.headers.set('content-type', type)
    return response
  })
const redirect = (endpoint: Endpoint): Lie =>
  answer(endpoint, () => new Response(null, { status: 302, headers: { location: 'https://evil.example.com/' } }))
const withHeader = (endpoint: Endpoint, name: string, value: string): Lie =>
  answer(endpoint, (text, { headers }) => {
    const changed = new Headers(headers)
    changed.set(name, value)
    return new Response(text, { headers: changed })
  })

const SIZE = 'a body without end would keep the page busy: a megabyte is the most that is read of any answer'
const CHALLENGE =
  'a gateway may name its realm beside a good answer (Kong before Keycloak does), and RFC 9110 section 11.6.1 allows it; what the answer says is checked all the same'

/** What any answer that is JSON may be instead; `type` is why it has to call itself JSON, where it has to. */
export const toFormRows = (endpoint: Endpoint, type?: string): readonly Row[] => [
  ['a 201', status(endpoint, 201)],
  ['a 204', status(endpoint, 204)],
  ['a 404 with the right body', status(endpoint, 404)],
  ['a 500 with the right body', status(endpoint, 500)],
  ['a redirect', redirect(endpoint)],
  ['JSON as text/html', typed(endpoint, 'text/html'), type],
  ['JSON as text/plain', typed(endpoint, 'text/plain'), type],
  ['JSON without a type', typed(endpoint, undefined), type],
  ['JSON as application/json; charset=utf-8', typed(endpoint, 'application/json; charset=utf-8')],
  ['JSON as Application/JSON ; charset=utf-8', typed(endpoint, 'Application/JSON ; charset=utf-8')],
  ['JSON as application/x+json', typed(endpoint, 'application/x+json')],
  ['a page', answer(endpoint, () => new Response('<html>', { headers: { 'content-type': 'text/html' } }))],
  ['a page that calls itself JSON', answer(endpoint, () => '<html>')],
  ['a list with the right object', answer(endpoint, (text) => `[${text}]`)],
  ['null', answer(endpoint, () => 'null')],
  ['a text', answer(endpoint, (text) => JSON.stringify(text))],
  ['nothing', answer(endpoint, () => '')],
  ['half of it', answer(endpoint, (text) => text.slice(0, -9))],
  ['a byte order mark before it', answer(endpoint, (text) => `\uFEFF${text}`)],
  ['something after it', answer(endpoint, (text) => `${text}x`)],
  ['bytes that are no text in it', answer(endpoint, (text) => withBytes(text, [0xff, 0xfe]))],
  ['five megabytes', answer(endpoint, (text) => `${text.slice(0, -1)},"padding":"${'x'.repeat(5_000_000)}"}`), SIZE],
  ['members that nobody knows', answer(endpoint, (text) => `{"__proto__":{"a":1},"constructor":1,${text.slice(1)}`)],
  [
    'a challenge beside it',
    withHeader(endpoint, 'www-authenticate', 'Bearer error="invalid_token"'),
    { userinfo: CHALLENGE },
  ],
]

function withBytes(text: string, bytes: readonly number[]): Uint8Array<ArrayBuffer> {
  const [start, end] = [new TextEncoder().encode('{"odd":"'), new TextEncoder().encode(`",${text.slice(1)}`)]
  return new Uint8Array([...start, ...bytes, ...end])
}

/** Both at once: lies about different things. */
export const both = (one: Lie, other: Lie): Lie => ({ ...one, ...other })
