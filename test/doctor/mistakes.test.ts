import { describe, expect, it } from 'vitest'
import { CHECKS, type Diagnosis } from '../../src/doctor/diagnose.js'
import { createProviderSite, type ProviderSite } from '../support/provider-site.js'
import { examine, findRow, toAlarms, toText } from './examination.js'
import { OF_API } from './mistakes/api.js'
import { OF_CLIENT } from './mistakes/client.js'
import { OF_CORS } from './mistakes/cors.js'
import { OF_DISCOVERY } from './mistakes/discovery.js'
import { ALLOWING, showing } from './mistakes/framing.js'
import { OF_KEYS } from './mistakes/keys.js'
import type { Mistake } from './mistakes/mistake.js'
import { at, refusing } from './mistakes/planting.js'
import { OF_SESSION } from './mistakes/session.js'
import { OF_SIGN_IN } from './mistakes/sign-in.js'

const MISTAKES: readonly Mistake[] = [
  ...OF_DISCOVERY,
  ...OF_KEYS,
  ...OF_CORS,
  ...OF_CLIENT,
  ...OF_SIGN_IN,
  ...OF_SESSION,
  ...OF_API,
]

function createSite({ both, provider, front, plant, told }: Mistake): ProviderSite {
  const app = told?.origin
  const site = createProviderSite({ ...both, ...provider, ...(app && { app }), front })
  plant?.(site)
  return site
}

// What is honest is the same for many of them.
const twins = new Map<string, Promise<Diagnosis>>()

function examineTwin({ both, told }: Mistake): Promise<Diagnosis> {
  const key = JSON.stringify([both, told, told && 'api' in told])
  const app = told?.origin
  const twin = twins.get(key) ?? examine(createProviderSite({ ...both, ...(app && { app }) }), told)
  twins.set(key, twin)
  return twin
}

describe('a planted mistake is found, with what to set, and no other is (17.3)', () => {
  it.each(MISTAKES)('$row: $name', async (mistake) => {
    const { row, verdict, says, told, mistold, also = [] } = mistake

    const twin = await examineTwin(mistake)
    const found = await examine(createSite(mistake), { ...told, ...mistold })

    expect(toAlarms(twin)).toEqual([])
    expect(findRow(twin, row).verdict).toBe('ok')
    expect(findRow(found, row).verdict, toText(findRow(found, row))).toBe(verdict)
    for (const text of says) expect(toText(findRow(found, row))).toMatch(text)
    expect([...toAlarms(found)].sort()).toEqual([row, ...also].sort())
  })

  it('is there for every check', () => {
    const planted = new Set(MISTAKES.map(({ row }) => row))

    expect(MISTAKES.length).toBeGreaterThan(20)
    expect(CHECKS.map(({ id }) => id).filter((id) => !planted.has(id))).toEqual([])
  })
})

describe('what is right is no mistake (17.3)', () => {
  it.each(ALLOWING)('a page may be framed that says $policy', async ({ policy, app }) => {
    const front = showing('content-security-policy', policy)
    const site = createProviderSite({ ...(app && { app }), front })

    const found = await examine(site, app ? { origin: app } : {})

    expect(findRow(found, 'framing')).toMatchObject({ verdict: 'ok', found: 'allowed' })
  })

  it('every provider has the scope openid, said or not', async () => {
    const site = createProviderSite()
    site.provider.lie({ discovery: (members) => ({ ...members, scopes_supported: ['profile', 'email'] }) })

    const found = await examine(site)

    expect(findRow(found, 'scopes')).toMatchObject({ verdict: 'ok', found: 'openid profile email' })
  })

  it('a revocation that refuses a made-up token says nothing of a good one', async () => {
    const site = createProviderSite({ front: refusing('/revoke', 400, 'invalid_request', 'token not found') })

    const found = await examine(site)

    expect(findRow(found, 'revocation')).toMatchObject({ verdict: 'not-checked' })
    expect(toAlarms(found)).toEqual([])
  })

  it('a redirect may be said in JSON, to whoever is no browser', async () => {
    const front = at('/authorize', (answer) => {
      if (answer.status !== 302) return
      answer.status = 200
      answer.body = JSON.stringify({ redirect: true, url: answer.headers.get('location') })
      answer.headers.delete('location')
      answer.headers.set('content-type', 'application/json')
    })

    const found = await examine(createProviderSite({ front }))

    expect(toAlarms(found)).toEqual([])
    expect(findRow(found, 'silent')).toMatchObject({ verdict: 'ok', found: 'answered by a redirect' })
  })
})
