import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { byIntrospection, byKeys, byUserInfo } from '../../demo/providers/verifiers.js'
import { CALENDAR, CLIENT, type Issuer, refusal, sign, startIssuer } from '../support/elsewhere-issuer.js'

// What the demo's calendar asks of other providers, and where: `npm start -- --provider …`.

describe('17.4: the calendar', () => {
  const keycloak = ({ issuer }: Issuer) =>
    byKeys({ claim: 'typ', is: 'Bearer' })({ issuer, audience: CALENDAR, client: CLIENT })

  it('takes no keys of somebody who says to be another', async () => {
    const from = await startIssuer(undefined, { issuer: 'https://id.example.com' })

    await expect(keycloak(from)(await sign(from, { typ: 'Bearer' }))).rejects.toThrow(
      'says that it is https://id.example.com',
    )
  })

  it.each([
    ['in plain text from elsewhere', 'http://id.example.com/keys', /does not ask at/],
    ['of a file', 'file:///etc/keys.json', /does not ask at/],
    ['with a password', 'https://ada:secret@id.example.com/keys', /does not ask at/],
    ['at no address', '/keys', /names no jwks_uri/],
    ['at none', undefined, /names no jwks_uri/],
  ])('takes no keys %s', async (_, address, message) => {
    const from = await startIssuer(undefined, { jwks_uri: address })

    await expect(keycloak(from)(await sign(from, { typ: 'Bearer' }))).rejects.toThrow(message)
  })

  it.each<[string, typeof byUserInfo, string]>([
    ['asks whose', byUserInfo, 'userinfo_endpoint'],
    ['asks whether it is active', byIntrospection('api://default'), 'introspection_endpoint'],
  ])('sends no token in plain text elsewhere where it %s', async (_, create, member) => {
    const { issuer } = await startIssuer(undefined, { [member]: 'http://id.example.com/ask' })

    await expect(create({ issuer, audience: CALENDAR, client: CLIENT })('a-reference')).rejects.toThrow(
      `names a ${member} that the calendar does not ask at`,
    )
  })

  it.each<[string, typeof byUserInfo]>([
    ['whose', byUserInfo],
    ['whether it is active', byIntrospection('api://default')],
  ])('follows no redirect when it asks %s: what it sends is for the provider', async (_, create) => {
    const asked: string[] = []
    const elsewhere = await startIssuer(() => {
      asked.push('elsewhere')
      return { body: { active: true, sub: 'grace', iss: issuer, aud: 'api://default' } }
    })
    const { issuer } = await startIssuer(() => ({ status: 307, location: `${elsewhere.issuer}/ask` }))

    await expect(create({ issuer, audience: CALENDAR, client: CLIENT })('a-reference')).rejects.toThrow('fetch failed')
    expect(asked).toEqual([])
  })

  it('says that it broke, and not that the token is bad, where the keys cannot be had', async () => {
    const from = await startIssuer()
    const broken = await startIssuer(undefined, { jwks_uri: `${from.issuer}/nowhere` })

    await expect(keycloak(broken)(await sign(broken, { typ: 'Bearer' }))).rejects.toThrow('Expected 200 OK')
    expect(await refusal(keycloak(from), await sign(from, { typ: 'Bearer' }))).toBeUndefined()
  })

  it('waits for no provider for ever', async () => {
    const timeout = AbortSignal.timeout.bind(AbortSignal)
    const limits = vi.spyOn(AbortSignal, 'timeout').mockImplementation((limit) => timeout(limit / 100))
    onTestFinished(() => limits.mockRestore())
    const { issuer } = await startIssuer(() => new Promise(() => {}))

    const asked = byUserInfo({ issuer, audience: CALENDAR, client: CLIENT })('a-reference')

    await expect(asked).rejects.toMatchObject({ name: 'TimeoutError' })
    expect(limits).toHaveBeenCalledWith(10_000)
  })
})
