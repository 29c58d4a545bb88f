import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, it } from 'vitest'
import { LAUNCHES } from './support/browsers.js'
import { useProfiles } from './support/profiles.js'
import { useSite } from './support/site.js'
import { fetchFrom, signInFromCode } from './support/test-app.js'

const site = useSite()

/** What the API would say to a call that it got. */
const judge = ({ authorization = '', proof = '', method, host, path }: ReturnType<typeof site>['calls'][number]) =>
  site().provider.guard(new Request(`http://${host}${path}`, { method, headers: { authorization, dpop: proof } }))

describe.each(LAUNCHES)('in %s', (_, launch) => {
  const newProfile = useProfiles(launch)
  const openSignedIn = async () => {
    const profile = await newProfile()
    const page = await profile.openTab(`${site().app}/dpop/`)
    await signInFromCode(page)
    return { page, ...profile }
  }

  it('a bound session signs in with the provider’s nonces, calls, and goes on after a reload (R-P01, R-P05)', async () => {
    const { page } = await openSignedIn()
    const { apiPort } = site()
    expect(await fetchFrom(page, `http://api.localhost:${apiPort}/v1/a?x=1`, { method: 'POST', body: 'b' })).toBe(200)
    await page.reload()
    await page.waitForFunction(() => window.latchkeyTest?.auth.state.status === 'signed-in')
    expect(await fetchFrom(page, '/api/b')).toBe(200)

    const [first, second] = site().calls
    const proofs = [first, second].map((call) => decodeJwt(call?.proof ?? ''))
    expect(proofs).toMatchObject([
      { htm: 'POST', htu: `http://api.localhost:${apiPort}/v1/a` },
      { htm: 'GET', htu: `${site().app}/api/b` },
    ])
    expect(decodeProtectedHeader(first?.proof ?? '')).toMatchObject({ alg: 'ES256', typ: 'dpop+jwt' })
    expect(first?.authorization).toMatch(/^DPoP /)
    // The API has shown no nonce yet: it refuses the proof for that, and for nothing else.
    const verdict = first && (await judge(first))
    expect(verdict?.headers.get('www-authenticate')).toContain('error="use_dpop_nonce"')
  })

  it('no script can read the key out of the store (R-P02)', async () => {
    const { page } = await openSignedIn()

    const found = await page.evaluate(async () => {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open('latchkey')
        request.onsuccess = () => resolve(request.result)
      })
      const rows = await new Promise<unknown[]>((resolve) => {
        const request = database.transaction('rows').objectStore('rows').getAll()
        request.onsuccess = () => resolve(request.result)
      })
      const keys = rows.flatMap((row) => Object(Object(row).proofKey).privateKey ?? [])
      const exported = await Promise.all(
        keys.map((key) =>
          crypto.subtle.exportKey('jwk', key).then(
            () => 'exported',
            () => 'refused',
          ),
        ),
      )
      return exported
    })

    expect(found).toEqual(['refused'])
  })

  it('a session whose row is gone ends cleanly (R-P11)', async () => {
    const { page } = await openSignedIn()
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          const request = indexedDB.open('latchkey')
          request.onsuccess = () => {
            const change = request.result.transaction('rows', 'readwrite')
            change.objectStore('rows').clear()
            change.oncomplete = resolve
          }
        }),
    )
    await page.reload()
    await page.waitForFunction(() => window.latchkeyTest?.auth.state.status === 'signed-out')

    expect(await fetchFrom(page, '/api/b')).toBe('sign-in-required')
  })
})
