import type { Lie } from 'latchkey/testing'
import { describe, expect, it } from 'vitest'
import { setUp, setUpSignedIn, signIn } from '../support/home.js'
import { lieAbout } from '../support/id-token-rows.js'

const NAMES = ['__proto__', 'constructor', 'prototype']

/** What would change a prototype where somebody merges it, by each of the names and at several depths. */
const HOSTILE = `"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},"prototype":1,
  "address":{"country":"GB","__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},
    "list":[[{"\\u005f_proto__":{"isAdmin":true},"prototype":{},"kept":"deep"}]]},
  "roles":[{"name":"editor","constructor":"x","__proto__":null}],"toString":"kept","__protocol__":"kept","constructors":1`

/** The same without a name that does anything. */
const HONEST = {
  address: { country: 'GB', list: [[{ kept: 'deep' }]] },
  roles: [{ name: 'editor' }],
  toString: 'kept',
  __protocol__: 'kept',
  constructors: 1,
}

const hostile = (honest: object): string => `{${HOSTILE},${JSON.stringify(honest).slice(1)}`

/** Every name of a member in a tree, whatever it is nested in. */
function namesIn(root: unknown): ReadonlySet<string> {
  const [names, open] = [new Set<string>(), [root]]
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (item === null || typeof item !== 'object') continue
    for (const name of Reflect.ownKeys(item)) names.add(String(name))
    open.push(...Object.values(item))
  }
  return names
}

function expectPlain(value: unknown): void {
  const names = namesIn(value)
  expect(NAMES.filter((name) => names.has(name))).toEqual([])
  // As an app might that keeps its own copy.
  expect('isAdmin' in Object.assign({}, value)).toBe(false)
  expect('isAdmin' in {}).toBe(false)
}

const inIdToken: Lie = lieAbout(({ claims }) => ({ payload: new TextEncoder().encode(hostile(claims)) }))

const inUserInfo: Lie = {
  respond: (endpoint) =>
    endpoint === 'userinfo'
      ? new Response(hostile({ sub: 'ada' }), { headers: { 'content-type': 'application/json' } })
      : undefined,
}

describe('12.17 what reaches a prototype is dropped at any depth (R-I22)', () => {
  it('from the claims of an ID token, also after a reload', async () => {
    const { tab, provider } = setUp()
    provider.lie(inIdToken)

    const { user } = (await signIn(tab, provider)).state
    tab.reload()

    for (const one of [user, (await tab.auth().ready).user]) {
      expectPlain(one)
      expect(one).toMatchObject({ sub: 'ada', ...HONEST })
    }
  })

  it('from what a schema is given', async () => {
    let given: unknown
    const validate = (value: unknown) => {
      given = value
      return { value }
    }
    const { tab, provider } = setUp({ auth: { profile: { '~standard': { version: 1, vendor: 'test', validate } } } })
    provider.lie(inIdToken)

    await signIn(tab, provider)

    expectPlain(given)
    expect(given).toMatchObject(HONEST)
  })

  it('from /userinfo that is merged into the user', async () => {
    const { tab, provider } = setUp({ auth: { userInfo: true } })
    provider.lie(inUserInfo)

    const { user } = (await signIn(tab, provider)).state

    expectPlain(user)
    expect(user).toMatchObject({ sub: 'ada', ...HONEST })
  })

  it('from what userInfo() gives, signed or not', async () => {
    const { auth, provider } = await setUpSignedIn()
    const [key] = (await provider.keys()).keys
    const payload = new TextEncoder().encode(hostile({ sub: 'ada' }))
    const signed = await provider.sign({ header: { alg: 'RS256', kid: key?.kid }, claims: {}, payload })

    const stop = provider.lie(inUserInfo)
    const plain = await auth.userInfo()
    stop()
    provider.lie({
      respond: (endpoint) =>
        endpoint === 'userinfo' ? new Response(signed, { headers: { 'content-type': 'application/jwt' } }) : undefined,
    })

    for (const info of [plain, await auth.userInfo()]) {
      expectPlain(info)
      expect(info).toEqual({ sub: 'ada', ...HONEST })
    }
  })

  it('from authorization details, also after a reload', async () => {
    const { tab, provider } = setUp()
    const details = JSON.parse(`[${hostile({ type: 'payment' })}]`)
    provider.lie({ tokenResponse: (body) => ({ ...body, authorization_details: details }) })

    const auth = await signIn(tab, provider)
    const before = (await auth.inspect()).authorizationDetails
    tab.reload()
    await tab.auth().ready

    for (const one of [before, (await tab.auth().inspect()).authorizationDetails]) {
      expectPlain(one)
      expect(one).toEqual([{ type: 'payment', ...HONEST }])
    }
  })

  it('below ten thousand others, without falling over', async () => {
    const { auth, provider } = await setUpSignedIn()
    const depth = 10_000
    const body = `{"sub":"ada","deep":${'{"a":'.repeat(depth)}{"__proto__":{"isAdmin":true},"kept":1}${'}'.repeat(depth)}}`
    provider.lie({
      respond: (endpoint) =>
        endpoint === 'userinfo' ? new Response(body, { headers: { 'content-type': 'application/json' } }) : undefined,
    })

    const names = namesIn(await auth.userInfo())

    expect([...names].sort()).toEqual(['a', 'deep', 'kept', 'sub'])
  })
})
