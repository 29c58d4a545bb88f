import { describe, expect, it } from 'vitest'
import { useProfiles } from './support/profiles.js'
import { useSite } from './support/site.js'
import { fetchFrom, signInFromCode } from './support/test-app.js'

const newProfile = useProfiles()
const site = useSite()

describe('the single-file bundle in a <script type="module">', () => {
  it('completes a sign-in and calls an API, under a strict policy with Trusted Types', async () => {
    const page = await (await newProfile()).openTab(`${site().app}/single-file/`)

    await signInFromCode(page)
    const status = await fetchFrom(page, '/api/things')

    expect(await page.locator('#who').textContent()).toBe('Ada Lovelace')
    expect(status).toBe(200)
    expect(site().calls[0]?.authorization).toMatch(/^Bearer ./)
  })
})
