import type { BarePlatform } from '../platform/bare.js'
import { createDpopProofs } from '../protocol/dpop.js'
import { askForKeys } from '../protocol/signature.js'
import { type ApiAnswers, askApi } from '../testing/api-check/answers.js'
import { type ApiCheck, checkApi } from '../testing/api-check/check-api.js'
import { type CheckSettings, toCheckSettings } from '../testing/api-check/options.js'
import { toClockOffset } from './clock.js'
import { type Console, findConsole } from './consoles.js'
import { asAuthError, type Metadata, readMetadata } from './document.js'
import { type KeyReport, readKeys, toTaken } from './keys.js'
import { type Asked, createLine, type Heard } from './line.js'
import { exchangeMadeUpCode, exchangeMadeUpRefreshToken, revokeMadeUpRefreshToken } from './made-up.js'
import type { Settings } from './options.js'
import { askSilently, type Came, type Means, pushOnce } from './sign-in.js'

/** Everything that was asked, and what came back: every check is held against this alone. What was not asked is `undefined`. */
export type Findings = {
  readonly settings: Settings
  readonly console: Console
  readonly metadata: Metadata
  readonly keys: { readonly heard: Heard; readonly reports: readonly KeyReport[] } | undefined
  /** What a made-up code was answered with. */
  readonly code: Asked | undefined
  /** What a made-up refresh token was answered with. */
  readonly renewal: Asked | undefined
  /** What a browser would be told before a token request with a proof. */
  readonly tokenPreflight: Heard | undefined
  readonly userInfo: Protected | undefined
  readonly revocation: Heard | undefined
  /** What came of a sign-in that may show nothing. */
  readonly came: Came | undefined
  /** The same to a redirect URI that nobody has registered. */
  readonly elsewhere: Came | undefined
  /** What the parameters of a sign-in were answered with where they may be pushed and need not. */
  readonly pushed: Asked | undefined
  readonly api: ApiCheck | 'none' | undefined
  /** How far the provider's clock is ahead of this machine's, in seconds. */
  readonly clockOffset: number | undefined
  /** All that came back to requests of the core's. */
  readonly heard: readonly Heard[]
  /** Whether the provider takes a proof of an algorithm that there is. */
  readonly canProve: boolean
}

/** What an address said that a page calls with a token. */
export type Protected = { readonly settings: CheckSettings; readonly answers: ApiAnswers }

/** Asks the provider everything, one request after the other: a server that limits rates is to see no burst. */
export async function examine(settings: Settings, machine: BarePlatform): Promise<Findings> {
  const { config, origin, timeoutSeconds, api: address } = settings
  const line = createLine(machine, settings)
  const metadata = await readMetadata(line, settings)
  const key = await createDpopProofs(machine, () => undefined)
    .createKey(metadata.provider)
    .catch(asAuthError)
  const proofKey = config.dpop && 'jkt' in key ? key : undefined
  const means: Means = { machine, settings, line, metadata, proofKey }
  const asApp = { origin, dpop: config.dpop, timeoutSeconds }
  const keys = await askKeys(means)
  const answers = await askEndpoints(means)
  const userInfo = await at(metadata.endpoint('userinfo_endpoint'), async (url) => {
    const asked = toCheckSettings(url, asApp, machine.fetch)
    return askApi(asked).then((answers) => ({ settings: asked, answers }), asNoAnswer)
  })
  const visits = await visitPages(means)
  const api = await at(address, (url) => checkApi(url, { ...asApp, fetch: machine.fetch }).catch(asNoAnswer))
  return {
    settings,
    console: findConsole(config.issuer, metadata.members),
    metadata,
    keys,
    ...answers,
    userInfo,
    ...visits,
    api: address === undefined ? undefined : (api ?? 'none'),
    clockOffset: toClockOffset(answers.code?.heard ?? metadata.heard),
    heard: line.heard,
    canProve: 'jkt' in key,
  }
}

/** Asks an address, where there is one. */
const at = async <Result>(
  address: string | undefined,
  ask: (address: string) => Promise<Result>,
): Promise<Result | undefined> => (address === undefined ? undefined : ask(address))

async function askKeys({ machine, line, metadata }: Means): Promise<Findings['keys']> {
  const heard = await at(metadata.endpoint('jwks_uri'), async () => {
    await askForKeys(line.wire, metadata.provider)
    return line.last()
  })
  return heard && { heard, reports: await readKeys(machine, heard, toTaken(metadata)) }
}

type Answers = Pick<Findings, 'code' | 'renewal' | 'tokenPreflight' | 'revocation'>

async function askEndpoints(means: Means): Promise<Answers> {
  const { settings, line, metadata } = means
  const token = metadata.endpoint('token_endpoint')
  return {
    code: await at(token, () => exchangeMadeUpCode(means)),
    renewal: await at(token, () => exchangeMadeUpRefreshToken(means)),
    tokenPreflight: settings.config.dpop ? await at(token, (url) => line.ask(url, PREFLIGHT)) : undefined,
    revocation: await at(metadata.endpoint('revocation_endpoint'), () => revokeMadeUpRefreshToken(means)),
  }
}

async function visitPages(means: Means): Promise<Pick<Findings, 'came' | 'elsewhere' | 'pushed'>> {
  const { machine, settings, metadata } = means
  const ask = (redirectUri: string) =>
    at(metadata.endpoint('authorization_endpoint'), (url) => askSilently(means, url, redirectUri))
  const came = await ask(settings.config.redirectUri)
  const par = came?.pushed ? undefined : metadata.endpoint('pushed_authorization_request_endpoint')
  const isAnswered = came && (came.visit.kind !== 'none' || came.pushed?.error)
  return {
    came,
    pushed: await at(par, () => pushOnce(means)),
    elsewhere: isAnswered ? await ask(`${settings.origin}/latchkey-doctor-${machine.random(8)}`) : undefined,
  }
}

const PREFLIGHT = {
  method: 'OPTIONS',
  headers: { 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'dpop' },
}

/** That no answer came is what is told; any other error is a mistake of ours. */
function asNoAnswer(error: unknown): undefined {
  if (error instanceof TypeError) throw error
  return undefined
}
