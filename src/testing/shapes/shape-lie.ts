import { answer } from '../answer.js'
import type { Lie } from '../lies.js'
import type { SeenRequest } from '../seen-request.js'
import { change, type Said, type Shape } from './shape.js'

/** What a shape changes of answers, as the lie that it is. */
export function toLie(shape: Shape): Lie {
  return {
    idToken: (token) => ({ ...token, claims: change(token.claims, shape.idToken) }),
    userInfo: (claims) => change(claims, shape.userInfo),
    tokenResponse: (body, request) =>
      change(body, { ...shape.tokenResponse, ...(isRenewal(request) && shape.renewal) }),
    callback: (url) => wordReturn(shape, url),
    respond: (endpoint, request) =>
      endpoint === 'token' && shape.secret && !hasSecret(request) ? toRefusal(shape, shape.secret) : undefined,
    deliver: async (response, request) => {
      // A backend is no page.
      if (shape.unreadable.includes(request.endpoint) && !hasSecret(request)) throw new TypeError('Failed to fetch')
      return request.endpoint === 'token' ? toForm(shape, await word(shape, response, request), request) : response
    },
  }
}

const isRenewal = ({ parameters }: SeenRequest) => parameters['grant_type'] === 'refresh_token'

const hasSecret = ({ headers, search }: SeenRequest) => search.has('client_secret') || headers.has('authorization')

const toRefusal = ({ errorStatus = 400 }: Shape, said: Said) => answer(said, { status: errorStatus })

function wordReturn({ callback, errors }: Shape, { searchParams }: URL): void {
  const said = errors[searchParams.get('error') ?? '']
  const before = Object.fromEntries(searchParams)
  const worded = said ? change(before, { ...said, error_description: said.error_description }) : before
  const told = change(worded, callback)
  for (const name of Object.keys(before)) searchParams.delete(name)
  for (const [name, value] of Object.entries(told)) searchParams.set(name, `${value}`)
}

/** A refusal of the token endpoint in the provider's own words. */
async function word(shape: Shape, response: Response, { parameters }: SeenRequest): Promise<Response> {
  if (response.status < 400) return response
  const { error } = await response.clone().json()
  const said = shape.errors[`${error === 'invalid_grant' ? parameters['grant_type'] : error}`]
  return said ? toRefusal(shape, said) : response
}

async function toForm({ formResponses }: Shape, response: Response, { headers }: SeenRequest): Promise<Response> {
  if (!formResponses || headers.get('accept')?.includes('json')) return response
  const { status } = response
  return new Response(`${new URLSearchParams(await response.json())}`, {
    status,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8', 'Cache-Control': 'no-store' },
  })
}
