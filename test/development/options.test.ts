import { describe, expect, it } from 'vitest'
import type { SchemaResult, StandardSchema } from '../../src/domain/schema.js'
import { CALENDAR, setUp, setUpSignedIn, signIn } from '../support/home.js'
import { create } from '../support/outcome.js'
import type { Overrides } from '../support/tab.js'

describe('createAuth refuses', () => {
  it.each([
    ['clientID', 'clientId'],
    ['client_id', 'clientId'],
    ['redirectURI', 'redirectUri'],
    ['redirect_uri', 'redirectUri'],
    ['issuers', 'issuer'],
    ['api', 'apis'],
  ])('the unknown option %s, and asks for %s', (wrong, meant) => {
    expect(() => create(setUp(), { [wrong]: 'x' } as Overrides)).toThrow(new RegExp(`'${wrong}'.*'${meant}'`))
  })
})

it('an option that is not valid is told what it must be', () => {
  expect(() => create(setUp(), { persistence: 'disk' as 'tab' })).toThrow("must be 'browser', 'tab' or 'memory'")
})

describe('a name that is misspelt is told with the one that was meant', () => {
  it('by an API', () => {
    const { tab } = setUp()

    const calendar = { url: CALENDAR, incrementalScope: ['events.admin'] }
    expect(() => tab.auth({ apis: { calendar } })).toThrow("did you mean 'incrementalScopes'?")
  })

  it('by headersFor', async () => {
    const { auth } = await setUpSignedIn()

    await expect(auth.headersFor(`${CALENDAR}events`, { methd: 'POST' } as object)).rejects.toThrow(
      /did you mean 'method'/,
    )
  })
})

describe('calls of createAuth for one client', () => {
  it('12.14 join where one writes down that an option is undefined', async () => {
    const { tab } = setUp({ origin: 'http://localhost:5173' })
    const url = 'http://localhost:4000/'
    const one = tab.auth({ apis: { own: { url, scopes: ['a'] }, other: { url: '/other/' } }, idle: undefined })

    const two = tab.auth({
      apis: { own: { url, scopes: ['a'], params: undefined }, other: { url: '/other/' } },
      redirectUri: undefined,
    })

    expect(() => tab.auth({ apis: { own: { url, scopes: ['b'] }, other: { url: '/other/' } } })).toThrow(TypeError)
    expect(await two.ready).toBe(await one.ready)
  })

  it('12.14 tell a developer that one has a profile and the other none', () => {
    const { tab } = setUp({ origin: 'http://localhost:5173' })
    tab.auth({ profile: toSchema((value) => ({ value })) })

    expect(() => tab.auth({ profile: toSchema(() => ({ value: {} })) })).not.toThrow()
    expect(() => tab.auth({ profile: undefined })).toThrow(TypeError)
  })

  it('with other options take the place of the first after a hot reload, and the session stays', async () => {
    const { tab, provider } = setUp({ origin: 'http://localhost:5173' })
    const first = await signIn(tab, provider)

    const second = tab.auth({ scopes: ['openid'] })

    expect((await second.ready).user).toMatchObject({ sub: 'ada' })
    expect(first.state).toMatchObject({ status: 'signed-out' })
    expect(tab.warnings.filter((text) => text.includes('with other options'))).toHaveLength(1)
  })

  it('with other options are a mistake that a developer is told about', () => {
    const { world } = setUp({ origin: 'http://localhost:5173' })
    const tab = world.openTab()
    tab.auth()

    expect(() => tab.auth({ scopes: ['openid'] })).toThrow(TypeError)
  })
})

const toSchema = (validate: (value: unknown) => SchemaResult<unknown>): StandardSchema<unknown> => ({
  '~standard': { version: 1, vendor: 'test', validate },
})
