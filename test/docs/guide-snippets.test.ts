import { transformSync } from 'esbuild'
import { describe, expect, it } from 'vitest'
import * as latchkey from '../../src/index.js'
import { ADA, GRACE, type Home, setUpSignedIn, signIn } from '../support/home.js'
import { PAGES, readPage, toBlocks, toSnippets } from './pages.js'

type Outcome = 'sent' | 'refused' | 'kept' | 'signed-out'

/** Runs a snippet of a guide as the module that it is, on a page of this client; gives what it exports. */
function run<Exports>(
  guide: string,
  name: string,
  auth: unknown,
  page: Readonly<Record<string, unknown>> = {},
): Exports {
  const snippet = toSnippets(readPage(`docs/guides/${guide}.md`)).find((one) => one.name === name)
  const { code } = transformSync(snippet?.code ?? '', { loader: 'ts', format: 'cjs' })
  const module = { exports: {} as Exports }
  const require = (from: string) => (from === 'latchkey' ? latchkey : { auth })
  new Function('module', 'require', ...Object.keys(page), code)(module, require, ...Object.values(page))
  return module.exports
}

/** The guide's `save` on a page, and the calendar that it saves in: each entry by its key, as often as it has come. */
function keep(home: Home, auth: unknown) {
  const came: { readonly key: string | null; readonly title: string; readonly sub: string }[] = []
  const listeners: (() => void)[] = []
  let answer: () => Response = () => new Response(undefined, { status: 201 })
  home.calendar(async (request) => {
    const [, claims = ''] = `${request.headers.get('authorization')}`.split('.')
    const { sub } = JSON.parse(Buffer.from(claims, 'base64url').toString())
    came.push({ key: request.headers.get('idempotency-key'), title: (await request.json()).title, sub })
    return answer()
  })
  const { save } = run<{ readonly save: (title: string) => Promise<Outcome> }>('offline', 'save.ts', auth, {
    addEventListener: (_: string, listener: () => void) => listeners.push(listener),
  })
  return {
    save,
    came,
    answers: (next: () => Response) => {
      answer = next
    },
    goOnline: async () => {
      for (const listener of listeners) listener()
      await home.world.rest()
    },
  }
}

const breakDown = (): Response => {
  throw new TypeError('Failed to fetch')
}
const created = () => new Response(undefined, { status: 201 })

describe('docs/guides/offline.md', () => {
  it('18.2: an entry that could not be sent is sent once when the network is back, with the key that it had', async () => {
    const home = await setUpSignedIn()
    const { save, came, answers, goOnline } = keep(home, home.auth)

    answers(breakDown)
    expect(await save('Water the plants')).toBe('kept')
    answers(created)
    await goOnline()
    await goOnline()

    expect(came.map(({ title }) => title)).toEqual(['Water the plants', 'Water the plants'])
    expect(new Set(came.map(({ key }) => key)).size).toBe(1)
    expect(came[0]?.key).toMatch(/^[\da-f-]{36}$/)
  })

  it('18.2: what fails again is kept again, and an outage of the provider sends nothing', async () => {
    const home = await setUpSignedIn()
    const { save, came, answers, goOnline } = keep(home, home.auth)
    answers(breakDown)
    await save('One')
    await save('Two')
    await goOnline()
    expect(came.map(({ title }) => title)).toEqual(['One', 'Two', 'One', 'Two'])

    answers(created)
    await home.world.advanceSeconds(600)
    home.provider.lie('unreachable')
    expect(await save('Three')).toBe('kept')
    await goOnline()

    expect(came).toHaveLength(4)
  })

  it.each([400, 403, 500])('18.2: an answer of status %i is told, and not asked for again', async (status) => {
    const home = await setUpSignedIn()
    const { save, came, answers, goOnline } = keep(home, home.auth)
    answers(() => new Response(undefined, { status }))

    expect(await save('Water the plants')).toBe('refused')
    await goOnline()

    expect(came).toHaveLength(1)
  })

  it('18.2: a session that ended keeps the entry until the same user is there, and none for another', async () => {
    const home = await setUpSignedIn()
    const { save, came, goOnline } = keep(home, home.auth)
    await home.world.advanceSeconds(600)
    home.provider.revokeAll()
    expect(await save('Water the plants')).toBe('signed-out')
    await goOnline()
    expect(came).toEqual([])

    const popup = await signIn(home.world.openTab('/'), home.provider, { visit: { user: ADA.sub } })
    await home.world.rest()

    expect(popup.state.user?.sub).toBe(ADA.sub)
    expect(came).toMatchObject([{ title: 'Water the plants', sub: ADA.sub }])
  })

  it('18.2: an entry of one user never goes out as another’s', async () => {
    const home = await setUpSignedIn()
    const { save, came, answers, goOnline } = keep(home, home.auth)
    answers(breakDown)
    await save('Water the plants')
    came.length = 0
    answers(created)

    const other = await signIn(home.world.openTab('/'), home.provider, { visit: { user: GRACE.sub } })
    await home.world.rest()
    await goOnline()

    expect(other.state.user?.sub).toBe(GRACE.sub)
    expect(home.auth.state.user?.sub).toBe(GRACE.sub)
    expect(came).toEqual([])
    expect(await save('Feed the cat')).toBe('sent')
    expect(came).toMatchObject([{ title: 'Feed the cat', sub: GRACE.sub }])
  })
})

describe('docs/guides/handling-errors.md', () => {
  it('18.2: after a sign-out a call tells the caller, and leaves for nobody', async () => {
    const { auth, tab, world } = await setUpSignedIn()
    await auth.signOut({ provider: false })
    const left = tab.departures.length
    const { readEvents } = run<{ readonly readEvents: () => Promise<unknown> }>('handling-errors', 'errors.ts', auth)

    expect(await readEvents()).toBe('sign-in')
    await world.rest()

    expect(tab.departures).toHaveLength(left)
  })
})

describe('the snippets of the pages', () => {
  // The apps that a migration begins with show the errors of other SDKs.
  const RENDERED = /\berror(?:\(\))?\??\.message\b/

  it.each(PAGES.filter((page) => !page.startsWith('docs/migration/')))(
    '18.2: of %s show no user a message for developers',
    (page) => {
      expect(toBlocks(readPage(page)).filter(({ code }) => RENDERED.test(code))).toEqual([])
    },
  )

  it.each(['state.error.message', 'state().error?.message', 'error.message', 'error().message'])(
    '18.2: would be found to with %s',
    (code) => expect(code).toMatch(RENDERED),
  )
})
