import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { USUAL_BROWSERS } from './support/browsers.js'
import { signIn, useDemo } from './support/demo.js'
import { allow, deleteNewest, post, seePermission } from './support/postbox.js'
import { useProfiles } from './support/profiles.js'

/** What an app's client sends to an address, and what it says of it: as somebody tries it who has the console open. */
async function trySending(page: Page, app: '/' | '/postbox/', url: string) {
  const sent = page.waitForRequest((request) => request.url() === url && request.method() === 'GET')
  // As text: what runs these tests would take the import for its own.
  const tried = page.evaluate(
    `import('${app}auth.js').then(({ auth }) => auth.fetch('${url}')).then(({ status }) => status, ({ name }) => name)`,
  )
  const { authorization } = await (await sent).allHeaders()
  return { status: await tried, authorization }
}

describe.each(USUAL_BROWSERS)('an app that nobody signs in to (%s)', (_, { launch, meant }) => {
  const newProfile = useProfiles(launch, meant)
  const demo = useDemo()
  // Without a policy, which would keep some requests from being tried: that they carry nothing is not to be its merit.
  const openDemo = useDemo({ isOpen: true })
  const asked = (path: string) => demo().requests.filter((entry) => entry.server === 'microblog' && entry.path === path)

  it('posts on behalf of somebody whom its page never names', async () => {
    const page = await (await newProfile()).openTab()
    await allow(page, demo())

    const status = await post(page, 'The engine weaves')
    await page.reload()
    const again = await post(page, 'algebraic patterns')

    expect([status, again]).toEqual(['201', '201'])
    expect(page.url()).toBe(demo().postbox)
    const text = `${await page.title()} ${await page.content()}`
    expect(text).not.toMatch(/ada|lovelace/i)
    expect(text).toContain('This is no login')
    await page.goto(demo().microblog)
    expect(await page.getByTestId('post').allInnerTexts()).toEqual([
      expect.stringMatching(/Ada Lovelace\s+algebraic patterns/),
      expect.stringMatching(/Ada Lovelace\s+The engine weaves/),
    ])
  })

  it('shows no list that a later one has overtaken', async () => {
    const page = await (await newProfile()).openTab()
    await allow(page, demo())
    let overtake = () => {}
    const overtaken = new Promise<void>((resolve) => {
      overtake = resolve
    })
    await page.route(
      '**/api/posts',
      async (route) => {
        const response = await route.fetch()
        await overtaken
        await route.fulfill({ response })
      },
      { times: 1 },
    )
    const first = page.waitForRequest((request) => request.method() === 'GET' && request.url().endsWith('/api/posts'))
    await page.reload()
    await seePermission(page, 'authorized')
    await post(page, 'The later list has it')
    overtake()
    await (await (await first).response())?.finished()
    await page.evaluate(() => new Promise((shown) => requestAnimationFrame(shown)))

    expect(await page.getByTestId('post').first().innerText()).toContain('The later list has it')
  })

  it('is refused a deletion, says why, and asks for more only on the user’s click; a no loses nothing, a yes deletes', async () => {
    const page = await (await newProfile()).openTab()
    await allow(page, demo())
    await post(page, 'A slip of the pen')
    const before = asked('/authorize').length
    const refusal = page.waitForResponse((response) => response.request().method() === 'DELETE')

    const status = await deleteNewest(page)

    expect(status).toBe('403')
    const headers = await (await refusal).allHeaders()
    expect(headers['www-authenticate']).toMatch(/^Bearer .*error="insufficient_scope".*scope="posts\.delete"$/)
    expect(headers['access-control-expose-headers']).toBe('WWW-Authenticate')
    expect(await page.getByTestId('refusal-sentence').textContent()).toBe(
      'Buoy refused, and nothing was deleted: you have not allowed Postbox to delete your posts.',
    )
    expect(asked('/authorize')).toHaveLength(before)

    await page.getByTestId('ask-more').click()
    await page.getByText('Delete your posts', { exact: true }).waitFor()
    await page.getByTestId('refuse').click()
    await seePermission(page, 'authorized')
    expect(await page.getByTestId('reason').textContent()).toContain('Postbox may still post for you')
    expect(await post(page, 'Another slip')).toBe('201')

    expect(await deleteNewest(page)).toBe('403')
    await page.getByTestId('ask-more').click()
    await page.getByTestId('allow').click()
    await seePermission(page, 'authorized')
    await page.getByTestId('post').first().waitFor()
    expect(await deleteNewest(page)).toBe('204')
    await page.getByTestId('post').filter({ hasText: 'Another slip' }).waitFor({ state: 'detached' })
    await page.reload()
    expect(await post(page, 'Done')).toBe('201')
  })

  it('says so when the permission was taken back at the microblog, and when it is given back here', async () => {
    const profile = await newProfile()
    const page = await profile.openTab()
    await allow(page, demo())
    const blog = await profile.openTab(demo().microblog)
    await blog.getByTestId('take-back').click()
    await blog.getByTestId('nothing-allowed').waitFor()

    await page.getByTestId('post-input').fill('Too late')
    await page.getByTestId('post-add').click()
    await seePermission(page, 'signed-out')

    expect(await page.getByTestId('reason').textContent()).toContain('it was taken back there')
    await page.getByTestId('allow-postbox').click()
    await page.getByTestId('allow').click()
    await seePermission(page, 'authorized')
    const before = asked('/revoke').length
    await page.getByTestId('give-back').click()
    await seePermission(page, 'signed-out')
    expect(await page.getByTestId('reason').textContent()).toContain('You have taken the permission back')
    await expect.poll(() => asked('/revoke').length).toBeGreaterThan(before)
    await blog.reload()
    await blog.getByTestId('nothing-allowed').waitFor()
  })

  it('sends its token to the microblog alone, and the to-do list its own to the calendar alone (R-F01, R-F02)', async () => {
    const page = await (await newProfile()).openTab()
    const { app, api, microblog, postbox } = openDemo()
    await allow(page, openDemo())
    const seen = new Map<string, string | undefined>()
    for (const url of [`${microblog}/api/posts`, `${api}/v1/events`, `${postbox}token`, `${microblog}/`]) {
      seen.set(`postbox ${url}`, (await trySending(page, '/postbox/', url)).authorization?.split(' ')[0])
    }
    const inspected = await page.evaluate(
      `import('/postbox/auth.js').then(async ({ auth }) => ({ state: Object.keys(auth.state), ...(await auth.inspect()) }))`,
    )

    await page.goto(app)
    await signIn(page)
    for (const url of [`${api}/v1/events`, `${microblog}/api/posts`, `${app}/token`]) {
      seen.set(`to-do list ${url}`, (await trySending(page, '/', url)).authorization?.split(' ')[0])
    }

    expect(Object.fromEntries(seen)).toEqual({
      [`postbox ${microblog}/api/posts`]: 'Bearer',
      [`postbox ${api}/v1/events`]: undefined,
      [`postbox ${postbox}token`]: undefined,
      [`postbox ${microblog}/`]: undefined,
      [`to-do list ${api}/v1/events`]: 'Bearer',
      [`to-do list ${microblog}/api/posts`]: undefined,
      [`to-do list ${app}/token`]: undefined,
    })
    // There is no ID token that could go anywhere, and nobody whom it could name.
    expect(inspected).toMatchObject({ status: 'authorized', idToken: undefined, state: ['status', 'scopes'] })
    expect(openDemo().requests.map(({ server, path }) => server + path)).not.toContain(
      'microblog/.well-known/openid-configuration',
    )
  })
})
