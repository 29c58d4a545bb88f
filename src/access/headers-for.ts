import { must, refuseUnknown } from '../client/checks.js'
import type { Context } from '../client/context.js'
import { type Api, matchApi } from '../domain/api.js'
import type { RefusedResponse } from '../domain/challenge.js'
import { AuthError, toSignInRequired } from '../domain/errors.js'
import { reveal } from '../domain/secret.js'
import { grantFor, type SessionEntry } from '../domain/session.js'
import type { Proven } from '../protocol/wire.js'
import { isBadToken, noteAnswer } from './challenge.js'
import { isAlive, renewFor } from './renewed-session.js'

/** What `headersFor` is told of the request. */
export interface HeadersForOptions {
  /** The method of the request; a proof is bound to it. `'GET'` unless set. */
  readonly method?: string | undefined
  /** The 401 that the credentials before got: its status and headers tell whether to renew, and the API's nonce. None unless set. */
  readonly rejected?: RefusedResponse | undefined
}

/** With the session that was present at the call, if any: no other user's credentials answer it. */
export type Pinned<Options> = Options & { readonly caller: SessionEntry | undefined }

const RENEWALS_APART_MS = 10_000
/** The last token that was given out for an API: of which session, and which of its generations. */
const issued = new WeakMap<Api, { readonly id: string; readonly generation: number }>()
/** When a token that an API had refused was last renewed for it. */
const renewed = new WeakMap<Api, number>()

/** `auth.headersFor`: the credentials of one request, for what cannot take a `fetch`. */
export async function headersFor(
  context: Context,
  address: string | URL,
  { caller, ...options }: Pinned<HeadersForOptions>,
): Promise<Headers> {
  const { platform, current, config, report, emit } = context
  refuseUnknown(options, 'method rejected', 'option')
  const { method = 'GET', rejected } = options
  // Whoever sends by themselves may ask what the answer means.
  const { renewalsOf } = await context.later.signIn()
  renewalsOf(context)
  const text = `${address}`
  const url = platform.resolve(text)
  const api = url && matchApi(config.apis, url)
  const refuse = () => {
    throw report(new AuthError('api-undeclared', 'The URL is of no declared API', { origin: url?.origin ?? 'null' }))
  }
  if (!url || !api) return refuse()
  must(api.headers, `headersFor needs apis.${api.name}.headers: true`)
  if (rejected) noteAnswer(rejected, api)
  await (caller ? current.mustBeOf(caller) : current.settled())
  const pinned = caller && current.entry
  if (!pinned && api.anonymous && context.stops) return new Headers()
  if (!pinned) throw report(toSignInRequired())
  const now = platform.now()
  const before = issued.get(api)
  const present = grantFor(pinned.session, api.audience)
  const isLast = before?.id === pinned.id && before.generation === present?.generation
  const mayHelp = pinned.session.refreshToken && now.elapsed - (renewed.get(api) ?? -Infinity) > RENEWALS_APART_MS
  const isRefused = rejected && isBadToken(rejected) && isLast && mayHelp
  if (isRefused) renewed.set(api, now.elapsed)
  const entry =
    isRefused || !isAlive(context, pinned.session, api.audience)
      ? await renewFor(context, pinned, { api, signal: undefined })
      : pinned
  const grant = grantFor(entry.session, api.audience)
  await current.mustBeOf(entry)
  if (!grant || current.entry?.id !== entry.id) throw report(toSignInRequired())
  issued.set(api, { id: entry.id, generation: grant.generation })
  const credentials = await toCredentials(context, entry, { ...grant, method, url: url.href, rejected })
  // A proof takes its time.
  await current.mustBeOf(entry)
  if (current.entry?.id !== entry.id) throw report(toSignInRequired())
  // The caller sends the text, and a `<base>` that came meanwhile leads it elsewhere.
  if (platform.resolve(text)?.href !== url.href) refuse()
  emit('request', { outcome: 'attached', why: 'declared', api: api.name })
  return new Headers(credentials)
}

async function toCredentials(
  context: Context,
  entry: SessionEntry,
  request: Proven & { readonly rejected: RefusedResponse | undefined },
): Promise<Readonly<Record<string, string>>> {
  if (!entry.session.proofKey) return { authorization: `Bearer ${reveal(request.accessToken)}` }
  const { loadDpop } = await context.later.signIn()
  return (await loadDpop()).toDpopHeaders(context, entry, request)
}
