import { describe, expect, it } from 'vitest'
import { APP, setUp } from '../support/home.js'

const OTHER_ISSUER = 'https://other.example.com'

describe('two issuers are not given one return address (R-C06)', () => {
  it.each([
    ['with a default port', 'https://todo.example.com:443/callback'],
    ['in capital letters', 'https://TODO.example.com/callback'],
    ['with a query that a provider may add', `${APP}/callback?as=other`],
    ['with dots in its path', `${APP}/x/../callback`],
  ])('spelt another way: %s', (_, redirectUri) => {
    const { tab } = setUp()
    tab.auth({ redirectUri: `${APP}/callback` })

    expect(() => tab.auth({ issuer: OTHER_ISSUER, redirectUri })).toThrow(TypeError)
  })
})

describe('scopes that are one text are not taken for a list of letters', () => {
  const profile = 'profile' as unknown as readonly string[]

  it('in the options', () => {
    const { tab } = setUp()

    expect(() => tab.auth({ scopes: profile })).toThrow(TypeError)
  })

  it('of an API', () => {
    const { tab } = setUp()

    expect(() => tab.auth({ apis: { calendar: { url: '/api/', scopes: profile } } })).toThrow(TypeError)
  })

  it('of one sign-in', async () => {
    const { tab } = setUp()

    await expect(tab.auth().signIn({ scopes: profile })).rejects.toBeInstanceOf(TypeError)
  })
})

describe('the same options in another order', () => {
  it('join the client that is there, also where a developer is told of other ones', async () => {
    const { tab } = setUp({ origin: 'http://localhost:5173' })
    const one = tab.auth({ strict: true, userInfo: false })

    const two = tab.auth({ userInfo: false, strict: true })

    expect(await two.ready).toBe(await one.ready)
  })
})
