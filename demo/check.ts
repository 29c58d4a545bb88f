import type { Browser } from 'playwright-core'
import { askForMore, postWithoutLogin } from './check-postbox.js'
import { CheckFailed, keepPolicy, playSteps, type Step, type Story, see, textOf } from './check-step.js'
import type { Demo } from './server/start-demo.js'

const STEPS: readonly Step[] = [
  ['log in', logIn],
  ['add an entry', addEntry],
  ['show the ID token', showIdToken],
  ['switch to references', switchFormat],
  ['reload', reload],
  ['log out', logOut],
  ['post without a login', postWithoutLogin],
  ['ask for more', askForMore],
  ['keep the policy', keepPolicy],
]

/** Plays the demo's whole story in a browser and tells of each step what the page showed. Throws at the first that fails. */
export async function checkDemo(demo: Demo, browser: Browser, tell: (line: string) => void): Promise<void> {
  const toStory = (shown: Omit<Story, 'demo'>): Story => ({ demo, ...shown })
  await playSteps(STEPS, { browser, tell, toStory })
}

async function logIn({ demo, page }: Story, step: string): Promise<string> {
  await page.goto(demo.app)
  await page.getByTestId('sign-in').click()
  await page.getByTestId('persona-ada').click()
  await page.getByTestId('consent-allow').click()
  const name = await see(step, page.getByTestId('user-name'), /^Ada Lovelace$/)
  const picture = page.getByTestId('user-picture')
  const size = await picture.evaluate(async (image: HTMLImageElement) => {
    await image.decode()
    return `${image.naturalWidth} × ${image.naturalHeight}`
  })
  await page.getByTestId('check').first().waitFor()
  const checks = await page.getByTestId('check').count()
  const address = new URL(page.url())
  if (address.search !== '') throw new CheckFailed(step, 'a clean address', `${address.origin}/?…`)
  return `${name}, picture ${size} from ${await picture.getAttribute('src')}; ${checks} checks passed; address ${address.href}`
}

async function addEntry({ page }: Story, step: string): Promise<string> {
  const todo = page.getByTestId('todo').first()
  const title = await textOf(todo.locator('label'))
  await todo.getByTestId('todo-to-calendar').click()
  const status = await see(step, todo.getByTestId('todo-result'), /^201$/)
  const entry = await see(step, page.getByTestId('calendar-entry').first(), new RegExp(title))
  return `answered ${status}; the calendar lists “${entry}”`
}

async function showIdToken({ page }: Story, step: string): Promise<string> {
  await page.getByTestId('show-id-token').click()
  const status = await see(step, page.getByTestId('id-token-status'), /^401$/)
  const sentence = await see(step, page.getByTestId('id-token-sentence'), /This is an ID token/)
  await see(step, page.getByTestId('id-token-challenge'), /Bearer .*error="invalid_token"/)
  return `refused with ${status}: ${sentence}`
}

async function switchFormat({ page }: Story, step: string): Promise<string> {
  const before = await see(step, page.getByTestId('token-length'), /^\d+$/)
  await see(step, page.getByTestId('calendar-sees'), /at\+jwt/)
  await page.getByTestId('format-reference').check()
  await see(step, page.getByTestId('calendar-sees'), /random characters/)
  const after = await see(step, page.getByTestId('token-length'), /^\d\d$/)
  return `the token was a JWT of ${before} characters and is a reference of ${after}; the app did nothing for it`
}

async function reload({ demo, page }: Story, step: string): Promise<string> {
  const before = demo.requests.length
  await page.reload()
  const name = await see(step, page.getByTestId('user-name'), /^Ada Lovelace$/)
  const entry = await see(step, page.getByTestId('calendar-entry').first(), /./)
  const since = demo.requests
    .slice(before)
    .filter(({ from, path }) => from === 'browser' && !path.startsWith('/pictures/'))
  const call = since.findIndex(({ server, method }) => server === 'calendar' && method === 'GET')
  const asked = since.slice(0, call).filter(({ server }) => server === 'provider')
  if (asked.length > 0) {
    const seen = asked.map(({ method, path }) => `${method} ${path}`).join(', ')
    throw new CheckFailed(step, 'no request to the provider before the first call', seen)
  }
  return `still ${name}; the first call answered ${since[call]?.status}, with “${entry}” and 0 requests to the provider`
}

async function logOut({ demo, page }: Story, step: string): Promise<string> {
  const before = demo.requests.length
  await page.getByTestId('sign-out').click()
  await page.getByTestId('confirm-sign-out').click()
  await page.waitForURL(`${demo.app}/**`)
  const reason = await see(step, page.getByTestId('reason'), /signed out/)
  const asked = demo.requests.slice(before).filter(({ server }) => server === 'provider')
  const isAsked = asked.some(({ path }) => path === '/token/revocation')
  if (!isAsked) throw new CheckFailed(step, 'a revocation at the provider', asked.map(({ path }) => path).join(', '))
  return `“${reason}”; the app has asked to revoke the refresh token, and the provider's session has ended`
}
