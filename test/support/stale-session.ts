import type { Audience } from '../../src/domain/api.js'
import type { Session, SessionEntry } from '../../src/domain/session.js'
import { toInstant } from '../../src/domain/time.js'
import type { Platform } from '../../src/platform/platform.js'
import * as failures from '../../src/protocol/error-response.js'
import * as oddKeys from '../../src/protocol/odd-keys.js'
import type { Wire } from '../../src/protocol/wire.js'
import { changeEntry, commitRenewal, commitSignIn, keepEpoch } from '../../src/session/commit.js'
import { renewSession } from '../../src/session/renewal.js'
import type { VaultRow } from '../../src/session/vault-row.js'
import { grantOf, type Opened, openedVault, sessionOf } from './opened-vault.js'

export const TOKENS = { access_token: 'access-token-2', token_type: 'Bearer', expires_in: 300 }
export const CALENDAR: Audience = {
  key: 'calendar',
  scope: 'events.read',
  parameters: { resource: 'https://calendar.example.com' },
}

const toWire = (platform: Platform): Wire => ({
  ...platform,
  isLoopback: false,
  report: () => undefined,
  parts: async () => ({
    loadDpop: async () => ({}) as never,
    loadFailures: async () => failures,
    loadOddAnswer: async () => oddKeys,
  }),
})

/** A page whose access token has expired, at a provider that gives the next one. */
export async function setUpStale(told: Parameters<typeof openedVault>[0] = {}, changes: Partial<Session> = {}) {
  const opened = openedVault(told)
  const { platform, vault, provider, world } = opened
  const over = { from: toInstant(0), until: toInstant(1), elapsedUntil: 0 }
  const session = sessionOf(platform, { grant: grantOf('access-token-1', { lifetime: over }), ...changes })
  const epoch = await keepEpoch(platform, vault)
  const { entry } = (await commitSignIn(platform, vault, { epoch, session })) as { entry: SessionEntry }
  const answers = {
    token: (): Response | Promise<Response> => Response.json(TOKENS),
    jwks: (): Response | Promise<Response> => Response.json({ keys: [] }),
  }
  provider.lie({ respond: (endpoint) => answers[endpoint as keyof typeof answers]?.() })
  const renewIn =
    ({ platform, vault }: Pick<Opened, 'platform' | 'vault'>) =>
    (audience?: Audience, stale = entry) =>
      renewSession({ platform, vault, wire: toWire(platform), config: {}, audience }, stale)
  return {
    ...opened,
    entry,
    sent: () => opened.seen('token').length,
    renew: renewIn(opened),
    /** Another page with the same session. */
    another: () => {
      const page = openedVault(told, opened)
      return { ...page, renew: renewIn(page) }
    },
    /** Has another page write a new token, as if it had renewed without the lock. */
    renewElsewhere: () => {
      const { platform, vault } = openedVault(told, opened)
      const grant = grantOf('access-token-2', { generation: 1 })
      return commitRenewal(platform, vault, { entry, session: { ...entry.session, grant } })
    },
    /** Has the user sign in again in another page. */
    signInElsewhere: () => {
      const { platform, vault } = openedVault(told, opened)
      return commitSignIn(platform, vault, { epoch, session: entry.session })
    },
    put: (row: Partial<VaultRow>) => changeEntry(vault, entry, (found) => ({ ...found, ...row })),
    row: () => world.store.rows.get(vault.key) as VaultRow,
    answers,
    /** Has something happen as an endpoint is asked for the first time, before it answers. */
    once: (endpoint: keyof typeof answers, act: () => unknown, answer = answers[endpoint]) => {
      const usual = answers[endpoint]
      answers[endpoint] = async () => {
        answers[endpoint] = usual
        await act()
        return answer()
      }
      return { isOver: () => answers[endpoint] === usual }
    },
  }
}
