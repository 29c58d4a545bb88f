import type { BrowserContext } from 'playwright-core'
import { formsOf } from '../../support/traces.js'

/** Secret values by what they are. */
export type Secrets = ReadonlyMap<string, string>

const IN_REQUESTS = ['code', 'code_verifier', 'refresh_token', 'nonce', 'token', 'id_token_hint'] as const
const IN_ANSWERS = ['access_token', 'refresh_token', 'id_token'] as const

/**
 * Takes every secret off the network of a profile, from the call on: from authorization and logout URLs, redirects back,
 * token requests and token answers. The returned function gives what was seen so far.
 */
export async function watchSecrets(context: BrowserContext, provider: string): Promise<() => Secrets> {
  const found = new Map<string, string>()
  const keep = (what: string, value: unknown) => {
    if (typeof value === 'string' && value !== '' && !found.has(value)) found.set(value, what)
  }
  context.on('request', (request) => {
    const sources = [new URL(request.url()).searchParams, new URLSearchParams(request.postData() ?? '')]
    for (const source of sources) for (const name of IN_REQUESTS) keep(name, source.get(name))
  })
  // The answer passes through here, because the browser forgets a body as soon as its page is left.
  await context.route(`${provider}/token`, async (route) => {
    const response = await route.fetch()
    const body = await response.json()
    for (const name of IN_ANSWERS) keep(name, body[name])
    await route.fulfill({ response })
  })
  return () => found
}

/** How much of a secret is already too much to find. */
const PIECE = 12

/**
 * Which secrets stand in which texts: as they are or any 12 characters of them, and whole in percent-encoding, hexadecimal
 * or base64 at any offset.
 */
export function leaksIn(secrets: Secrets, places: Readonly<Record<string, readonly string[]>>): readonly string[] {
  return Object.entries(places).flatMap(([place, texts]) => {
    const all = texts.join('\n')
    return [...secrets]
      .filter(([secret]) => piecesOf(secret).some((piece) => all.includes(piece)))
      .map(([, what]) => `${what} in ${place}`)
  })
}

function piecesOf(secret: string): readonly string[] {
  const starts = Array.from({ length: Math.max(0, secret.length - PIECE + 1) }, (_, start) => start)
  const [, ...written] = formsOf(secret)
  return [secret, ...starts.map((start) => secret.slice(start, start + PIECE)), ...written]
}
