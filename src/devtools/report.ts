import type { AuthEvent } from '../domain/events.js'
import type { Snapshot } from './snapshot.js'

// Shorter ones are words like any other (a locale, an `acr`), and say nothing of anybody.
const SHORTEST_CLAIM = 4
/** An address, or what looks like a token, a code or a key: a run of letters and digits that is no word. */
const FOUND = /https?:\/\/[^\s'"`]+|[\w~+/=-]{16,}(\.[\w~+/=-]+)*/g
const ADDRESS = /^https?:/
const WORDS = /^[a-z]+([-_/][a-z]+)*$/i

/**
 * What a bug ticket needs, as JSON. No token is in what it is made of; and against what an API or a provider may have put into a text,
 * addresses keep their origin alone (but for the issuer and the redirect URI), and no claim of the user and no long run of letters and digits stays.
 */
export function toReport(snapshot: Snapshot, user: unknown, browser: string): string {
  const { now, state, inspection, events, calls, apis, problem, tabs, isOffline } = snapshot
  const { issuer, clientId, redirectUri, persistence, features, idToken, refreshToken, clockOffsetSeconds } =
    inspection ?? {}
  const report = {
    about: 'A report of the latchkey developer panel. Add the version: npm ls latchkey',
    browser,
    state,
    client: { issuer, clientId, redirectUri, persistence, features, refreshToken, clockOffsetSeconds },
    idToken: idToken && { alg: idToken.alg, checksPassed: idToken.checks },
    apis: (apis ?? []).map(({ name, asked, further, lifetime }) => ({
      name,
      asked,
      further,
      granted: inspection?.tokens[name]?.scopes,
      type: inspection?.tokens[name]?.type,
      secondsLeft: lifetime && Math.round((lifetime.until - now) / 1000),
    })),
    problem: problem && { ...problem, time: toAgo(problem.time, now) },
    tabs: tabs && { open: tabs.open.length, lock: tabs.holder, waiting: tabs.waiting },
    isOffline,
    events: events.map((event) => toPlainEvent(event, now)),
    calls: calls.map(({ from, until, ...call }) => ({ at: toAgo(from, now), ...call, ms: until && until - from })),
  }
  const kept = [issuer, redirectUri, clientId].filter((text) => text !== undefined)
  const hide = createRedaction(kept, toClaimTexts(user))
  return JSON.stringify(report, (_, value) => (typeof value === 'string' ? hide(value) : value), 2)
}

const toAgo = (time: number, now: number): string => `${((time - now) / 1000).toFixed(3)} s`

/** An event without what a provider has added to a return: it may say something of the user. */
function toPlainEvent({ type, time, ...fields }: AuthEvent, now: number): object {
  const plain = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'object' ? Object.keys(value) : value,
  ])
  return { at: toAgo(time, now), type, ...Object.fromEntries(plain) }
}

/** Every text among the claims of the user, but for the issuer, the longest first: one may be a part of another. */
function toClaimTexts(user: unknown): readonly string[] {
  const found = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value === 'string' && value.length >= SHORTEST_CLAIM) found.add(value)
    if (value && typeof value === 'object') for (const one of Object.values(value)) visit(one)
  }
  const { iss: _, ...claims } = Object(user)
  visit(claims)
  return [...found].sort((one, other) => other.length - one.length)
}

function createRedaction(kept: readonly string[], claims: readonly string[]): (text: string) => string {
  return (text) => {
    if (kept.includes(text)) return text
    const plain = text.replace(FOUND, (found) => {
      if (ADDRESS.test(found)) return kept.find((one) => found.startsWith(one)) ?? toOrigin(found)
      return WORDS.test(found) ? found : '…'
    })
    return claims.reduce((rest, claim) => rest.replaceAll(claim, '…'), plain)
  }
}

function toOrigin(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined
  return url ? `${url.origin}/…` : '…'
}
