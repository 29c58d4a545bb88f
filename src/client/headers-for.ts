import { type Api, matchApi } from '../domain/api.js'
import { AuthError, toSignInRequired } from '../domain/errors.js'
import { reveal } from '../domain/secret.js'
import { grantFor, type Held, isUsable } from '../domain/session.js'
import type { Proven } from '../protocol/wire.js'
import type * as challenges from './challenge-of.js'
import type { Refused } from './challenge-of.js'
import { must, refuseUnknown } from './checks.js'
import { type Context, loaded } from './context.js'
import type * as replay from './replay.js'

/** What `headersFor` is told of the request. */
export interface HeadersForOptions {
  /** The method of the request; a proof is bound to it. `'GET'` unless set. */
  readonly method?: string | undefined
  /** The 401 that the credentials before got: its status and headers tell whether to renew, and the API's nonce. */
  readonly rejected?: Refused | undefined
}

/** With the session that was present at the call, if any: no other user's credentials answer it. */
export type Pinned<Options> = Options & { readonly caller: Held | undefined }

/** What it needs of the chunk that it is loaded from. */
interface Means {
  readonly freshen: typeof replay.freshen
  readonly challengeOf: typeof challenges.challengeOf
  readonly isBadToken: typeof challenges.isBadToken
  readonly noteAnswer: typeof challenges.noteAnswer
}

const RENEWALS_APART_MS = 10_000
/** The last token that was given out for an API: of which session, and which of its generations. */
const given = new WeakMap<Api, { readonly id: string; readonly generation: number }>()
/** When a token that an API had refused was last renewed for it. */
const renewed = new WeakMap<Api, number>()

/** `auth.headersFor`: the credentials of one request, for what cannot take a `fetch`. */
export async function headersFor(
  context: Context,
  address: string | URL,
  { means, caller, ...options }: Pinned<HeadersForOptions> & { readonly means: Means },
): Promise<Headers> {
  const { platform, presence, config, report, emit } = context
  refuseUnknown(options, 'method rejected', 'option')
  const { freshen, challengeOf, isBadToken, noteAnswer } = means
  const { method = 'GET', rejected } = options
  context.challengeOf ??= (answer) => challengeOf(config, answer)
  const text = `${address}`
  const url = platform.resolve(text)
  const api = url && matchApi(config.apis, url)
  const refuse = () => {
    throw report(new AuthError('api-undeclared', 'The URL is of no declared API', { origin: url?.origin ?? 'null' }))
  }
  if (!url || !api) return refuse()
  must(api.headers, `headersFor needs apis.${api.name}.headers: true`)
  if (rejected) noteAnswer(rejected, api)
  await (caller ? presence.mustBeOf(caller) : presence.settled())
  const pinned = caller && presence.held
  if (!pinned && api.anonymous && context.stops) return new Headers()
  if (!pinned) throw report(toSignInRequired())
  const now = platform.now()
  const before = given.get(api)
  const present = grantFor(pinned.session, api.audience)
  const isLast = before?.id === pinned.id && before.generation === present?.generation
  const mayHelp = pinned.session.refreshToken && now.elapsed - (renewed.get(api) ?? -Infinity) > RENEWALS_APART_MS
  const isRefused = rejected && isBadToken(rejected) && isLast && mayHelp
  if (isRefused) renewed.set(api, now.elapsed)
  const held =
    isRefused || !isUsable(present, now) ? await freshen(context, pinned, { api, signal: undefined }) : pinned
  const grant = grantFor(held.session, api.audience)
  await presence.mustBeOf(held)
  if (!grant || presence.held?.id !== held.id) throw report(toSignInRequired())
  given.set(api, { id: held.id, generation: grant.generation })
  const credentials = await toCredentials(context, held, { ...grant, method, url: url.href, rejected })
  // A proof takes its time.
  await presence.mustBeOf(held)
  if (presence.held?.id !== held.id) throw report(toSignInRequired())
  // The caller sends the text, and a `<base>` that came meanwhile leads it elsewhere.
  if (platform.resolve(text)?.href !== url.href) refuse()
  emit('request', { outcome: 'attached', why: 'declared', api: api.name })
  return new Headers(credentials)
}

async function toCredentials(
  context: Context,
  held: Held,
  request: Proven & { readonly rejected: Refused | undefined },
): Promise<Readonly<Record<string, string>>> {
  if (!held.session.proofKey) return { authorization: `Bearer ${reveal(request.accessToken)}` }
  return (await loaded(import('./proofs.js'))).toBoundHeaders(context, held, request)
}

// For one core chunk: see flows.ts.
export { findOrCreate } from './registry.js'
