import type { Browser, Page, Response } from 'playwright-core'
import { CheckFailed, keepPolicy, playSteps, type Step, see, textOf } from './check-step.js'
import { ADA } from './providers/provider.js'
import { toTab } from './providers/tab.js'
import { walk } from './providers/walk.js'
import type { ElsewhereDemo } from './server/start-elsewhere.js'

/** What the steps play in. */
interface Story {
  readonly demo: ElsewhereDemo
  readonly page: Page
  readonly complaints: readonly string[]
  /** What the provider says of itself. */
  readonly metadata: Readonly<Record<string, unknown>>
  /** What came last from the token endpoint. The page has no way to it, so it is read off the wire. */
  readonly wire: { idToken?: string; accessToken?: string; refreshToken?: string }
}

const STEPS: readonly Step<Story>[] = [
  ['log in', logIn],
  ['add an entry', addEntry],
  ['delete it', deleteEntry],
  ['show the ID token', showIdToken],
  ['read the token', readToken],
  ['reload', reload],
  ['log out', logOut],
  ['keep the policy', keepPolicy],
]

/** Plays the to-do app at a provider that is not the demo's own, and tells of each step what the page showed. */
export async function checkElsewhere(
  demo: ElsewhereDemo,
  browser: Pick<Browser, 'newContext'>,
  tell: (line: string) => void,
): Promise<void> {
  const discovery = `${demo.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const metadata = (await (await fetch(discovery)).json()) as Story['metadata']
  const wire: Story['wire'] = {}
  await playSteps(STEPS, {
    browser,
    isOurs: (url) => url.startsWith(`${demo.app}/`),
    tell,
    async toStory({ page, complaints }) {
      // The answer passes through here, because the browser forgets a body as soon as its page is left.
      await page.route(String(metadata['token_endpoint']), async (route) => {
        const response = await route.fetch()
        if (response.ok()) {
          const { id_token: idToken, access_token: accessToken, refresh_token: refreshToken } = await response.json()
          // A renewal may leave out what stays as it is.
          Object.assign(wire, { accessToken, ...(idToken && { idToken }), ...(refreshToken && { refreshToken }) })
        }
        await route.fulfill({ response })
      })
      return { demo, page, complaints, metadata, wire }
    },
  })
}

async function logIn(story: Story, step: string): Promise<string> {
  const { demo, page, metadata } = story
  await page.goto(demo.app)
  await leave(story, 'sign-in')
  await see(step, page.getByTestId('user-name'), new RegExp(`^${ADA.name}$`))
  await page.getByTestId('check').first().waitFor()
  const checks = await page.getByTestId('check').count()
  const address = new URL(page.url())
  if (address.search !== '') throw new CheckFailed(step, 'a clean address', `${address.origin}/?…`)
  const granted = await page.locator('[data-granted="true"]').count()
  if (granted !== demo.elsewhere.calendar.scopes.length)
    throw new CheckFailed(step, `${demo.elsewhere.calendar.scopes.join(' ')} to be granted`, `${granted} of them`)
  return `${ADA.name} at ${metadata['issuer']}; ${checks} checks passed; ${demo.elsewhere.calendar.scopes.join(' ')}`
}

async function addEntry({ demo, page }: Story, step: string): Promise<string> {
  const todo = page.getByTestId('todo').first()
  const title = await textOf(todo.locator('label'))
  await todo.getByTestId('todo-to-calendar').click()
  const status = await see(step, todo.getByTestId('todo-result'), /^20[01]$/)
  const entry = await see(step, page.getByTestId('calendar-entry').first(), new RegExp(title))
  const { host, pathname } = new URL(demo.elsewhere.calendar.url)
  return `answered ${status}; the calendar at ${host}${pathname} lists “${entry}”`
}

async function deleteEntry({ page }: Story, step: string): Promise<string> {
  const entries = page.getByTestId('calendar-entry')
  const before = await entries.count()
  await entries.first().getByTestId('entry-remove').click()
  const status = await see(step, page.getByTestId('calendar-result'), /^204$/)
  await page.locator('#entries-empty').waitFor()
  return `answered ${status}; the calendar had ${before}, and has ${await entries.count()}`
}

/** Of one and the same sign-in: the calendar refuses the ID token where it takes the access token. */
async function showIdToken({ demo, wire }: Story, step: string): Promise<string> {
  const { url, api } = demo.elsewhere.calendar
  const events = api === 'google' ? `${url}/calendars/primary/events` : `${url}/events`
  const present = (token: string | undefined) => fetch(events, { headers: { Authorization: `Bearer ${token}` } })
  const honest = await present(wire.accessToken)
  if (honest.status !== 200) throw new CheckFailed(step, '200 with the access token', String(honest.status))
  if (wire.idToken === undefined) throw new CheckFailed(step, 'an ID token on the wire', 'none')
  const refused = await present(wire.idToken)
  if (refused.status !== 401) throw new CheckFailed(step, '401 with the ID token', String(refused.status))
  const { message, error } = (await refused.json()) as { message?: string; error?: { message?: string } }
  return `refused with ${refused.status}: ${message ?? error?.message}`
}

async function readToken({ page }: Story, step: string): Promise<string> {
  await page.getByTestId('read-token').click()
  const sentence = await see(step, page.getByTestId('read-token-sentence'), /^Nowhere/)
  return `${await page.getByTestId('searched').count()} places searched for the access token. ${sentence}`
}

async function reload({ demo, page, metadata }: Story, step: string): Promise<string> {
  const asked: string[] = []
  const { url } = demo.elsewhere.calendar
  const { origin } = new URL(demo.issuer)
  page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`))
  await page.reload()
  await see(step, page.getByTestId('user-name'), new RegExp(`^${ADA.name}$`))
  await see(step, page.getByTestId('calendar-result'), /^200$/)
  const call = asked.findIndex((line) => line.startsWith(`GET ${url}/`))
  const before = asked.slice(0, call).filter((line) => line.includes(` ${origin}/`))
  if (before.length > 0)
    throw new CheckFailed(step, 'no request to the provider before the first call', before.join(', '))
  const renewals = asked.filter((line) => line === `POST ${metadata['token_endpoint']}`).length
  return `still ${ADA.name}; the first call answered 200, with 0 requests to the provider before it and ${renewals} renewals`
}

async function logOut(story: Story, step: string): Promise<string> {
  const { page, metadata, demo } = story
  const { end_session_endpoint: end } = metadata
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  const revocation = seeRevocation(story)
  await leave(story, 'sign-out')
  const reason = await see(step, page.getByTestId('reason'), /signed out/)
  const revoked = await tryRefreshToken(story, step, await revocation)
  if (end !== undefined && !asked.some((url) => url.startsWith(String(end))))
    throw new CheckFailed(step, 'the logout page of the provider', 'none')
  await page.reload()
  await see(step, page.getByTestId('hero-sign-in'), new RegExp(demo.elsewhere.title))
  const ended = end === undefined ? 'there is no logout page' : "the provider's logout page came"
  return `“${reason}”; ${revoked}, and ${ended}; a reload does not bring the session back`
}

/** The answer to the revocation of the refresh token, once it is there; `undefined` where none comes. */
async function seeRevocation({ page, metadata }: Story): Promise<Response | undefined> {
  const { revocation_endpoint: endpoint } = metadata
  if (endpoint === undefined) return undefined
  const isIt = (response: Response) =>
    response.url() === endpoint && response.request().postData()?.includes('token_type_hint=refresh_token') === true
  // What is missing is told where it is asked for.
  return page.waitForResponse(isIt).catch(() => undefined)
}

/** Tries the refresh token after the sign-out, as whoever had stolen it before would: an answer to the revocation alone shows nothing. */
async function tryRefreshToken({ demo, metadata, wire }: Story, step: string, revocation?: Response): Promise<string> {
  if (metadata['revocation_endpoint'] === undefined) return 'the provider revokes nothing'
  if (revocation === undefined) throw new CheckFailed(step, 'a revocation at the provider', 'none')
  if (wire.refreshToken === undefined) throw new CheckFailed(step, 'a refresh token on the wire', 'none')
  const { clientId } = demo.elsewhere.options
  const form = { grant_type: 'refresh_token', refresh_token: wire.refreshToken, client_id: clientId }
  const answer = await fetch(String(metadata['token_endpoint']), { method: 'POST', body: new URLSearchParams(form) })
  const { error } = (await answer.json()) as { readonly error?: string }
  if (error !== 'invalid_grant')
    throw new CheckFailed(step, 'the refresh token to be revoked', `${answer.status} with ${error ?? 'new tokens'}`)
  return 'the provider takes the refresh token no more'
}

/** Presses a button that leads to the provider if it has a page for it, does there what its pages want, and comes back. */
async function leave({ demo, page, metadata }: Story, button: 'sign-in' | 'sign-out'): Promise<void> {
  const wanted = button === 'sign-in' ? 'signed-in' : 'signed-out'
  if (button === 'sign-in' || metadata['end_session_endpoint'] !== undefined)
    // Only this document has it: the one that the user comes back to is another.
    await page.evaluate(() => document.documentElement.setAttribute('data-leaves', ''))
  await page.getByTestId(button).click()
  await walk(toTab(page), demo.pages, {
    person: ADA,
    isThere: async () =>
      page.url().startsWith(`${demo.app}/`) &&
      (await page.locator(`html:not([data-leaves]) body[data-auth="${wanted}"]`).count()) > 0,
  })
}
