import { spawnSync } from 'node:child_process'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { CHOICES, type ChoiceName } from '../../demo/providers/choices.js'
import { listen } from '../../demo/server/listen.js'
import { type ElsewhereDemo, startElsewhere } from '../../demo/server/start-elsewhere.js'
import { launchHeadlessShell } from '../../tools/browser.mjs'
import { prepareProviders } from '../../tools/providers.mjs'
import { play, STEPS } from '../support/play-elsewhere.js'

// What `npm start -- --provider … --check` plays. Keycloak in test/providers/demo.test.ts: it takes Java.

const FROM_NPM = ['google', 'entra', 'okta', 'auth0'] as const satisfies readonly ChoiceName[]

let browser: Browser | undefined
beforeAll(async () => {
  browser = await launchHeadlessShell()
})
afterAll(() => browser?.close())

async function start(provider: ChoiceName): Promise<ElsewhereDemo> {
  const demo = await startElsewhere({ provider, folder: prepareProviders() })
  onTestFinished(demo.close)
  return demo
}

const eventsOf = ({ elsewhere: { calendar } }: ElsewhereDemo): string =>
  calendar.api === 'google' ? `${calendar.url}/calendars/primary/events` : `${calendar.url}/events`

describe('17.4: the to-do app', () => {
  it.each(FROM_NPM)(
    'signs in at %s, and adds, lists and deletes an entry; only the access token opens the calendar',
    async (provider) => {
      const demo = await start(provider)

      expect(await play(demo, browser)).toEqual(STEPS)
    },
  )

  it("calls Google's own calendar, by Google's paths and scopes", async () => {
    const { issuer, elsewhere } = await start('google')

    expect(elsewhere.calendar).toEqual({
      api: 'google',
      url: `${issuer}/calendar/v3`,
      scopes: ['https://www.googleapis.com/auth/calendar.events'],
    })
  })

  it.each(FROM_NPM)(
    'is alone at the calendar of %s: a token that nobody has handed out opens nothing, and none neither',
    async (provider) => {
      const events = eventsOf(await start(provider))
      const ask = async (headers: Record<string, string>) => (await fetch(events, { headers })).status

      expect([
        await ask({ Authorization: 'Bearer test_token_admin' }),
        await ask({ Authorization: 'Bearer made-up' }),
      ]).toEqual([401, 401])
      expect(await ask({})).toBe(401)
    },
  )

  it('does not pass where the calendar takes an ID token', async () => {
    const demo = await start('okta')
    const open = await listen('127.0.0.1', 0)
    onTestFinished(open.close)
    open.serve((_, response) => response.end('{}'))
    const { calendar } = demo.elsewhere
    const toOpen = { ...demo.elsewhere, calendar: { ...calendar, url: open.origin } }

    await expect(play({ ...demo, elsewhere: toOpen }, browser)).rejects.toThrow(
      'show the ID token: expected 401 with the ID token, but saw 200',
    )
  })

  it('does not pass where the provider answers a revocation, and takes the refresh token as before', async () => {
    const demo = await start('google')
    const lax: Pick<Browser, 'newContext'> = {
      async newContext() {
        if (!browser) throw new Error('A browser starts before the tests')
        const context = await browser.newContext()
        await context.route('**/oauth2/revoke', (route) =>
          route.fulfill({ headers: { 'access-control-allow-origin': '*' } }),
        )
        return context
      },
    }

    await expect(play(demo, lax)).rejects.toThrow(
      'log out: expected the refresh token to be revoked, but saw 200 with new tokens',
    )
  })
})

describe('npm start -- --provider', () => {
  const run = (...args: readonly string[]) => {
    const { status, stderr, stdout } = spawnSync(process.execPath, ['tools/start.mjs', ...args], { encoding: 'utf8' })
    return { status, said: `${stdout}${stderr}`.trim() }
  }

  it('says in a sentence which there are, where somebody names another', () => {
    const names = Object.keys(CHOICES).join(', ')

    expect(run('--provider', 'gogle')).toEqual({
      status: 1,
      said: `There is no provider gogle here: there are ${names}.`,
    })
    expect(run('--help').said).toContain(`sign in at ${names}`)
  })

  it.each([['--framework', 'react'], ['--dev'], ['--token-seconds', '5'], ['--microblog-port', '5']])(
    'says in a sentence that %s is not for another provider',
    (option, ...value) => {
      expect(run('--provider', 'google', option, ...value)).toEqual({
        status: 1,
        said: `${option} is for the demo's own provider: leave it away, or leave --provider google away.`,
      })
    },
  )
})
