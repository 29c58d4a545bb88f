// @vitest-environment happy-dom
import { mountDevtools } from 'latchkey/devtools'
import { createTestAuth } from 'latchkey/testing'
import { afterEach, describe, expect, it } from 'vitest'
import type { ObservedAuth } from '../../src/devtools/observed-auth.js'
import { toLockName } from '../../src/devtools/tabs.js'
import { CLIENT_ID, setUpSignedIn } from '../support/home.js'
import { until } from '../support/until.js'

const API = 'http://localhost:8081/v1/'
const ISSUER = 'http://localhost:9000'

afterEach(() => document.body.replaceChildren())

async function setUpDeveloper() {
  const home = await setUpSignedIn({
    origin: 'http://localhost:8080',
    provider: { issuer: ISSUER },
    auth: { apis: { calendar: { url: API, scopes: ['events.read', 'events.write'] } } },
  })
  home.world.serve(API, async (request) => (await home.provider.guard(request)) ?? Response.json([]))
  return home
}

/** The panel of a client, and what it shows. */
function show(auth: ObservedAuth, open = true) {
  const unmount = mountDevtools(auth, { open })
  const root = document.querySelector('latchkey-devtools')?.shadowRoot
  if (!root || !unmount) throw new Error('There is a panel')
  const text = (part: string) => root.querySelector(`.${part}`)?.textContent ?? ''
  const button = (label: string) => {
    const found = [...root.querySelectorAll('button')].find(({ textContent }) => textContent === label)
    if (!found) throw new Error(`There is a button "${label}"`)
    return found
  }
  return {
    unmount,
    root,
    text,
    button,
    sees: (part: string, words: string) =>
      until(() => text(part).includes(words), `${words} in ${part}: ${text(part)}`),
  }
}

describe('the developer panel', () => {
  it('shows the state, the tokens with what was asked and granted, and the checks, and no claim', async () => {
    const { auth } = await setUpDeveloper()

    const panel = show(auth)
    await panel.sees('tokens', 'Granted')

    expect(panel.text('state')).toContain('signed-in')
    expect(panel.text('tokens')).toMatch(/calendar.*Askedevents.read events.write.*Grantedevents.read events.write/)
    expect(panel.root.querySelector('progress')?.getAttribute('aria-label')).toBe('Time left of the token for calendar')
    expect(panel.text('id-token')).toMatch(/signature.*nonce/)
    expect(panel.root.textContent).not.toMatch(/Lovelace|ada@/)
  })

  it('shows a call, an expired token and its renewal in the timeline', async () => {
    const { auth } = await setUpDeveloper()
    const panel = show(auth)
    await until(() => !panel.button('Expire the tokens').disabled)

    panel.button('Expire the tokens').click()
    await panel.sees('tokens', 'expired')
    await auth.fetch(`${API}events`)

    await panel.sees('timeline', 'callGET · calendar · 200')
    expect(panel.text('timeline')).toContain('renewalrenewed')
    expect(panel.text('voice')).toContain('count as expired')
  })

  it('takes the client off the network and says so, and on again', async () => {
    const { auth } = await setUpDeveloper()
    const panel = show(auth)
    const told: string[] = []
    for (const type of ['offline', 'online']) addEventListener(type, () => told.push(type), { once: true })
    await until(() => !panel.button('Offline').disabled)

    panel.button('Offline').click()
    await panel.sees('state', 'offline')
    const failure = await auth.fetch(`${API}events`).catch((error) => error)
    await panel.sees('problem', 'The browser is offline.')
    const checked = panel.button('Offline').getAttribute('aria-checked')
    panel.button('Offline').click()

    expect(failure).toBeInstanceOf(TypeError)
    expect(checked).toBe('true')
    expect((await auth.fetch(`${API}events`)).status).toBe(200)
    expect(told).toEqual(['offline', 'online'])
  })

  it('shows the last problem with its explanation, and copies the value to set', async () => {
    const { auth, world } = await setUpDeveloper()
    world.serve('http://localhost:8082/', () => new Response('', { status: 401 }))
    const panel = show(auth)
    await auth.fetch('http://localhost:8082/mail/1')

    await panel.sees('problem', 'undeclared-refused')
    await panel.sees('problem', 'If it is yours')
    panel.button('Copy').click()
    await panel.sees('voice', 'Copied.')

    expect(await navigator.clipboard.readText()).toBe("apis: { name: { url: 'http://localhost:8082/mail/' } }")
    expect(panel.root.querySelector('[role=status]')).not.toBeNull()
  })

  it('signs out here without a word to the provider', async () => {
    const { auth, tab } = await setUpDeveloper()
    const panel = show(auth)

    panel.button('Sign out here').click()
    await panel.sees('state', 'Somebody signed out here.')

    expect(auth.state).toMatchObject({ status: 'signed-out', reason: 'signed-out' })
    expect(tab.departures.filter((url) => url.includes('logout'))).toEqual([])
  })

  it('leaves what has not changed as it is, so that the focus stays', async () => {
    const { auth } = await setUpDeveloper()
    const panel = show(auth)
    await panel.sees('tokens', 'Granted')
    const before = [panel.root.querySelector('.state dl'), panel.root.querySelector('progress')]

    await auth.fetch(`${API}events`)
    await panel.sees('timeline', 'callGET')

    expect([panel.root.querySelector('.state dl'), panel.root.querySelector('progress')]).toEqual(before)
    expect(before.every((one) => one?.isConnected)).toBe(true)
  })

  it('asks nothing of the client while it is closed, and nothing after it was taken away', async () => {
    const { auth, world } = await setUpDeveloper()
    let inspections = 0
    const inspect = () => {
      inspections += 1
      return auth.inspect()
    }
    const watched: ObservedAuth = { ...auth, state: auth.state, inspect }

    const panel = show(watched, false)
    await auth.fetch(`${API}events`)
    await world.rest()
    const closed = inspections
    panel.button('Developer panel').click()
    await until(() => inspections > 0)
    panel.unmount()
    const before = inspections
    await auth.fetch(`${API}events`)
    await world.rest()

    expect(closed).toBe(0)
    expect(inspections).toBe(before)
    expect(world.network.to(API)).toHaveLength(2)
    expect(document.querySelector('latchkey-devtools')).toBeNull()
  })

  it('marks its closed button when there is a problem', async () => {
    const { auth, world } = await setUpDeveloper()
    world.serve('http://localhost:8082/', () => new Response('', { status: 401 }))
    const panel = show(auth, false)

    await auth.fetch('http://localhost:8082/mail/1')

    await until(() => panel.button('Developer panel').dataset['problem'])
    expect(panel.button('Developer panel').dataset).toMatchObject({
      status: 'signed-in',
      problem: 'undeclared-refused',
    })
  })

  it('opens and closes by its buttons and with Escape, and gives the focus back', async () => {
    const panel = show(createTestAuth({ user: { sub: 'ada' } }), false)
    const toggle = panel.button('Developer panel')

    toggle.click()
    const isOpen = toggle.getAttribute('aria-expanded')
    panel.root.querySelector('.panel')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))

    expect(isOpen).toBe('true')
    expect(toggle.getAttribute('aria-expanded')).toBe('false')
    expect(panel.root.querySelector('.panel')).toBeNull()
    expect(panel.root.activeElement).toBe(toggle)
  })

  it('says which switches it cannot have with a client that has no hook', async () => {
    const panel = show(createTestAuth({ user: { sub: 'ada' } }))

    await until(() => panel.button('Offline').disabled)

    expect(panel.button('Expire the tokens').disabled).toBe(true)
    expect(panel.text('actions')).toContain('need the development build')
  })

  it('uses no style attribute, no style element and no HTML text', async () => {
    const { auth } = await setUpDeveloper()
    const panel = show(auth)
    await auth.fetch(`${API}events`)
    await panel.sees('timeline', 'callGET')

    expect(panel.root.querySelectorAll('style, [style]')).toHaveLength(0)
    expect(panel.root.adoptedStyleSheets).toHaveLength(1)
  })

  it('knows the lock of the renewal by its name', async () => {
    const { auth, tab } = await setUpDeveloper()
    const request = tab.platform.locks?.request as (...all: unknown[]) => Promise<unknown>
    const names: string[] = []
    Object.assign(tab.platform, {
      locks: {
        request: (name: string, ...rest: unknown[]) => {
          names.push(name)
          return request(name, ...rest)
        },
      },
    })
    const panel = show(auth)
    await until(() => !panel.button('Expire the tokens').disabled)

    panel.button('Expire the tokens').click()
    await auth.fetch(`${API}events`)

    expect(names).toEqual([toLockName(ISSUER, CLIENT_ID)])
  })
})
