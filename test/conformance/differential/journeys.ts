import type { Lie, TestProviderOptions } from 'latchkey/testing'
import { generateKeyPair } from 'oauth4webapi'
import type { Auth } from '../../../src/auth/auth.js'
import type { SignInOptions } from '../../../src/client/options.js'
import { isAuthError } from '../../../src/domain/errors.js'
import { CALENDAR, type Home, setUp, signIn } from '../../support/home.js'
import type { Options } from '../../support/tab.js'
import { createRelyingParty, type RelyingParty } from '../../testing/relying-party.js'

// Two relying parties before the same lying provider: one of oauth4webapi alone, by the book, and latchkey. Each does the same
// things in the same order, and says what came of it.

/** What is done: a sign-in; a renewal after one; a userinfo request after one; or all that metadata are used for. */
export type Journey = 'sign-in' | 'renewal' | 'userinfo' | 'everything'

/** A lie, and what both parties are up to when it is told. */
export interface Case {
  readonly group: string
  readonly what: string
  readonly journey: Journey
  /** What is told; of keys and honest answers that must be made first, by a function. */
  readonly lie: Lie | ((home: Home) => Lie | Promise<Lie>)
  /** Why the verdicts differ, and why that is right: the source, or who needs it. */
  readonly reason: string | undefined
  readonly setting: Setting
}

/** What differs from a plain home. */
export interface Setting {
  readonly provider?: Partial<TestProviderOptions>
  readonly auth?: Partial<Options>
  /** What both ask for. */
  readonly signIn?: Pick<SignInOptions, 'maxAge' | 'acrValues' | 'claims'>
  /** Whether a lie that is about a renewal or userinfo begins with the sign-in. */
  readonly fromTheStart?: boolean
  /** How far this machine's clock is ahead of the provider's, in seconds. */
  readonly clockAheadSeconds?: number
}

export interface Verdict {
  readonly isAccepted: boolean
  /** The code of the refusal. */
  readonly text: string
}

/** What comes of a page that is none of a sign-in of ours. */
const LEFT_ALONE = new Error('left alone')
const ACCEPTED: Verdict = { isAccepted: true, text: 'accepted' }
/** How long an access token lasts, in seconds, and more. */
const A_WHILE = 600

/** What both say to a lie, each in a world of its own. */
export async function judge(told: Case): Promise<{ readonly bare: Verdict; readonly ours: Verdict }> {
  return {
    bare: await travelBare(told).then(() => ACCEPTED, toBareVerdict),
    ours: await travel(told).then(() => ACCEPTED, toOurVerdict),
  }
}

async function prepare({ lie, setting }: Case): Promise<{ readonly home: Home; readonly tell: () => void }> {
  const { provider, auth, clockAheadSeconds = 0 } = setting
  const home = setUp({ ...(provider && { provider }), ...(auth && { auth }) })
  if (clockAheadSeconds) home.world.setWallBy(clockAheadSeconds * 1000)
  const told = typeof lie === 'function' ? await lie(home) : lie
  const tell = () => void home.provider.lie(told)
  return { home, tell }
}

const isTold = ({ journey, setting }: Case): boolean => /sign-in|everything/.test(journey) || !!setting.fromTheStart

/** oauth4webapi alone. */
async function travelBare(told: Case): Promise<void> {
  const { home, tell } = await prepare(told)
  const { auth, signIn: asked } = told.setting
  const client = createRelyingParty(home.provider, {
    ...(auth?.dpop && { dpop: await generateKeyPair('ES256') }),
    ...(asked?.maxAge !== undefined && { maxAge: asked.maxAge }),
  })
  if (isTold(told)) tell()
  if (told.journey === 'everything') return goEverywhere(client)
  const parameters = {
    ...(asked?.acrValues && { acr_values: asked.acrValues }),
    ...(asked?.claims && { claims: JSON.stringify(asked.claims) }),
    ...(asked?.maxAge !== undefined && { max_age: `${asked.maxAge}` }),
  }
  const tokens = await client.signIn({ parameters })
  if (told.journey === 'sign-in') return
  if (told.journey === 'renewal') await home.world.advanceSeconds(A_WHILE)
  if (!isTold(told)) tell()
  await (told.journey === 'renewal' ? client.refresh(`${tokens.refresh_token}`) : client.userInfo(tokens))
}

/** Every endpoint that metadata name is used: those that are pages as a script goes there. */
async function goEverywhere(client: RelyingParty): Promise<void> {
  const server = await client.discover()
  new URL(`${server.authorization_endpoint}`)
  const tokens = await client.signIn()
  if (server.userinfo_endpoint) await client.userInfo(tokens)
  if (server.revocation_endpoint) await client.revoke(tokens.access_token)
  if (server.end_session_endpoint) new URL(server.end_session_endpoint)
}

/** latchkey. */
async function travel(told: Case): Promise<void> {
  const { home, tell } = await prepare(told)
  const { journey, setting } = told
  if (isTold(told)) tell()
  const auth = await signIn(home.tab, home.provider, setting.signIn && { options: setting.signIn })
  mustBeIn(auth)
  if (journey === 'renewal') await home.world.advanceSeconds(A_WHILE)
  if (!isTold(told)) tell()
  if (journey === 'renewal') await auth.fetch(`${CALENDAR}events`)
  if (journey === 'userinfo') await auth.userInfo()
  if (journey === 'everything') {
    await auth.userInfo().catch(mayBeMissing)
    await auth.signOut()
  }
  if (journey !== 'everything') mustBeIn(auth)
}

function mustBeIn({ state }: Auth): void {
  if (state.status !== 'signed-in') throw state.error ?? LEFT_ALONE
}

// A provider need not have one.
function mayBeMissing(error: unknown): void {
  if (Object(error).details?.why !== 'the provider offers none') throw error
}

function toBareVerdict(error: unknown): Verdict {
  const { code, name } = Object(error)
  return { isAccepted: false, text: /^OAUTH_/.test(code) ? code.replace('OAUTH_', '') : `${name}` }
}

function toOurVerdict(error: unknown): Verdict {
  if (error === LEFT_ALONE) return { isAccepted: false, text: 'left alone' }
  // What is no refusal of latchkey's is a fault of this test.
  if (!isAuthError(error)) throw error
  const { why, claim, endpoint, feature, parameter }: Readonly<Record<string, unknown>> = Object(error.details)
  const parts = [error.code, parameter, why ?? claim ?? endpoint ?? feature]
  return { isAccepted: false, text: parts.filter(Boolean).join(': ') }
}
