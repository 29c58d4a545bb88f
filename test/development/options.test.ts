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

describe('an issuer that cannot be one is quoted, with the rule that it breaks and what to write', () => {
  const LOCAL = 'http://localhost:5173'
  const ABSOLUTE = 'is no absolute https: URL'
  const METADATA = 'is the address of the metadata and not the issuer'

  it.each([
    ['id.example.com', ABSOLUTE, 'https://id.example.com'],
    ['id.example.com/realms/todo', ABSOLUTE, 'https://id.example.com/realms/todo'],
    ['', ABSOLUTE, 'https://id.example.com'],
    ['http://id.example.com/', 'is on http:, which is for loopback hosts alone', 'https://id.example.com/'],
    ['http://localhost:9000', 'is on http: for a page that is not on a loopback host itself', 'https://localhost:9000'],
    ['https://id.example.com/.well-known/openid-configuration', METADATA, 'https://id.example.com'],
    ['https://id.example.com/realms/a/.well-known/openid-configuration', METADATA, 'https://id.example.com/realms/a'],
  ])('%s', (issuer, rule, meant) => {
    expect(() => create(setUp(), { issuer })).toThrow(
      new TypeError(`issuer is '${issuer}', which ${rule}: write issuer: '${meant}'`),
    )
  })

  it.each([
    ['localhost:9000/realms/todo', ABSOLUTE, 'http://localhost:9000/realms/todo'],
    ['http://id.example.com', 'is on http:, which is for loopback hosts alone', 'https://id.example.com'],
  ])('for a page on this machine: %s', (issuer, rule, meant) => {
    expect(() => create(setUp({ origin: LOCAL }), { issuer })).toThrow(
      new TypeError(`issuer is '${issuer}', which ${rule}: write issuer: '${meant}'`),
    )
  })

  it.each([
    ['https://ada:hunter2@id.example.com/', "'https://…@id.example.com/', which holds a user name or password"],
    ['https://id.example.com/?key=hunter2', "'https://id.example.com/?…', which has a query or a fragment"],
    ['https://id.example.com/#hunter2', "'https://id.example.com/#…', which has a query or a fragment"],
  ])('without what may be a secret: %s', (issuer, words) => {
    const say = () => create(setUp(), { issuer })

    expect(say).toThrow(`issuer is ${words}: write issuer: 'https://id.example.com/'`)
    expect(say).not.toThrow('hunter2')
  })

  it('or named by its type, when it is no text', () => {
    const nothing = undefined as unknown as string

    expect(() => create(setUp(), { issuer: nothing })).toThrow(
      "issuer is a value of type undefined, which is no absolute https: URL: write issuer: 'https://id.example.com'",
    )
  })
})

describe('a client secret is answered with what a browser is', () => {
  const WORDS = 'there is no secret in a browser. Leave it away, and make the client a public one'

  it.each(['clientSecret', 'client_secret', 'client_Secret'])('as the option %s', (name) => {
    const say = () => create(setUp(), { [name]: 'hunter2' } as Overrides)

    expect(say).toThrow(`Unknown option '${name}': ${WORDS}`)
    expect(say).not.toThrow('hunter2')
  })

  it('as a parameter', () => {
    const say = () => create(setUp(), { authorizationParams: { client_secret: 'hunter2' } })

    expect(say).toThrow(WORDS)
    expect(say).not.toThrow('hunter2')
  })
})

it('a redirect URI of another origin is refused with both origins and what to write', () => {
  expect(() => create(setUp(), { redirectUri: 'https://other.example.com/callback?key=hunter2' })).toThrow(
    new TypeError(
      "redirectUri is of the origin https://other.example.com, and this page of https://todo.example.com: what a sign-in needs at its return is kept per origin, so that it would find nothing there. Write redirectUri: '/callback', or open the app on https://other.example.com",
    ),
  )
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
