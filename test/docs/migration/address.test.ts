// @vitest-environment happy-dom
import 'fake-indexeddb/auto'
import type { Auth } from 'latchkey'
import { describe, expect, it } from 'vitest'
import { openSite } from './site.js'

const INDEX = { page: 'docs/migration/index.md', issuer: 'https://id.example.com' }

describe('18.3 docs/migration/index.md: what is left in the address', () => {
  it.each([
    ['is taken off where it is a return', '/?code=a-code&state=a-state', '/'],
    ['is taken off where it is a return that failed', '/?error=login_required&state=a-state', '/'],
    ['is taken off where it is a return by fragment', '/#code=a-code&state=a-state', '/'],
    ['stays where it is a code of something else', '/?code=SAVE10', '/?code=SAVE10'],
    ['stays where it is a state of something else', '/events?state=open#today', '/events?state=open#today'],
    ['stays where it is such a fragment', '/#state=open', '/#state=open'],
  ])('%s: %s', async (_, address, after) => {
    const site = openSite(INDEX)
    history.replaceState(null, '', address)

    await site.load('address.ts')

    expect(location.href).toBe(`${location.origin}${after}`)
  })

  it("is none of latchkey's own return, which signs in", async () => {
    const site = openSite(INDEX)
    const { auth: first } = (await site.load('auth.ts', 'address.ts')) as { auth: Auth }
    first.signIn()
    await site.visitProvider()

    const { auth } = (await site.load('auth.ts', 'address.ts')) as { auth: Auth }

    expect((await auth.ready).user?.name).toBe('Ada Lovelace')
  })
})
