import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { launchHeadlessShell } from '../../tools/browser.mjs'
import { see } from './support/demo.js'
import { useProfiles } from './support/profiles.js'
import { useSite } from './support/site.js'
import { signInFromCode } from './support/test-app.js'

// The policy of the test app forbids the base, which is one of the two cases.
const newProfile = useProfiles(launchHeadlessShell, /base-uri|base URI/)
const site = useSite()

/** A tab whose pages get a `<base>` of another origin before the app's module runs. */
async function open(path: string): Promise<Page> {
  const { context, openTab } = await newProfile()
  await context.addInitScript((href) => {
    const put = () => {
      if (document.readyState !== 'interactive' || location.hostname !== 'localhost') return
      document.head.append(Object.assign(document.createElement('base'), { href }))
    }
    document.addEventListener('readystatechange', put)
  }, `http://stranger.localhost:${site().apiPort}/elsewhere/`)
  return openTab(`${site().app}${path}`)
}

describe('12.8 a <base> of another origin, in a browser', () => {
  it.each([
    ['where nothing forbids it', 'moved', 'stranger.localhost'],
    ['where the policy forbids it', 'plain', 'localhost'],
  ])('moves neither the return nor a token %s', async (_, name, host) => {
    const page = await open(`/${name}/deep/page?x=1`)

    await signInFromCode(page)
    const sent = await page.evaluate(async () => {
      const { auth } = window.latchkeyTest
      await auth.fetch('/api/relative')
      await auth.fetch(`${location.origin}/api/absolute`)
      return new URL('/', document.baseURI).hostname
    })

    expect(sent).toBe(host)
    expect(page.url()).toBe(`${site().app}/${name}/deep/page?x=1`)
    expect(
      site().calls.map(({ host: at, path, authorization }) => [at.split(':')[0], path, typeof authorization]),
    ).toEqual([
      [host, '/api/relative', host === 'localhost' ? 'string' : 'undefined'],
      ['localhost', '/api/absolute', 'string'],
    ])
  })

  it.each(['moved', 'unmoved'])('leaves the default return at the root of the page’s origin: %s', async (name) => {
    const page = await open(`/${name}-default/deep/page?x=1#y`)
    await see(page, 'signed-out')
    const asking = page.waitForRequest((request) => request.url().includes('redirect_uri='))

    await page.evaluate(() => void window.latchkeyTest.auth.signIn())

    expect(new URL((await asking).url()).searchParams.get('redirect_uri')).toBe(`${site().app}/`)
  })
})
