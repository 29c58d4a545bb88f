import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { see } from './support/demo.js'
import { useProfiles } from './support/profiles.js'
import { useSite } from './support/site.js'
import { signInFromCode } from './support/test-app.js'

const newProfile = useProfiles()
const site = useSite()

/** Starts a module worker that creates the same client, and gives what it says of itself. */
function askWorker(page: Page): Promise<unknown> {
  return page.evaluate(() => {
    const read = (name: string) => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content
    const worker = new Worker('/worker.js', { type: 'module' })
    const answer = new Promise((resolve) => {
      worker.onmessage = ({ data }) => resolve(data)
    })
    worker.postMessage({
      issuer: read('issuer'),
      clientId: 'test-app',
      redirectUri: '/worker/',
      apis: {
        calendar: { url: `http://api.localhost:${read('api-port')}/v1/` },
        own: { url: '/api/' },
      },
    })
    return answer
  })
}

describe('a client in a module worker', () => {
  it('has the session and calls the API with the token, and cannot sign in', async () => {
    const page = await (await newProfile()).openTab(`${site().app}/worker/`)
    await signInFromCode(page)

    expect(await askWorker(page)).toMatchObject({
      status: 'signed-in',
      name: 'Ada Lovelace',
      called: 200,
      signIn: 'not-in-browser',
    })
    expect(site().calls.map(({ path, authorization }) => [path, typeof authorization])).toEqual([
      ['/api/from-worker', 'string'],
    ])
  })

  it('is signed out when nobody is signed in, and cannot change that', async () => {
    const page = await (await newProfile()).openTab(`${site().app}/worker/`)
    await see(page, 'signed-out')

    expect(await askWorker(page)).toMatchObject({
      status: 'signed-out',
      signIn: 'not-in-browser',
      requireUser: 'not-in-browser',
    })
    expect(site().calls).toEqual([])
  })
})
