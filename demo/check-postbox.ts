import { CheckFailed, type Story, see } from './check-step.js'

/** The app that nobody signs in to: it posts, and is allowed no more than that. */
export async function postWithoutLogin({ demo, page }: Story, step: string): Promise<string> {
  await page.goto(demo.postbox)
  await page.getByTestId('allow-postbox').click()
  await page.getByTestId('persona-ada').click()
  await page.getByTestId('allow').click()
  await page.getByTestId('post-input').fill('The engine weaves')
  await page.getByTestId('post-add').click()
  const post = await see(step, page.getByTestId('post').first(), /The engine weaves/)
  const status = await see(step, page.getByTestId('last-result'), /^201$/)
  const name = /Ada|Lovelace/.exec(await page.locator('body').innerText())
  if (name !== null) throw new CheckFailed(step, 'a page that names nobody', name[0])
  return `the microblog answered ${status} and has “${post.replace(/ Delete$/, '')}”; the page knows no name`
}

/** What it was not allowed is refused, and asked for on a click. */
export async function askForMore({ demo, page }: Story, step: string): Promise<string> {
  const before = demo.requests.length
  await page.getByTestId('post-delete').first().click()
  const sentence = await see(step, page.getByTestId('refusal-sentence'), /Buoy refused/)
  await see(step, page.getByTestId('refusal-challenge'), /Bearer .*error="insufficient_scope".*scope="posts\.delete"/)
  const asked = demo.requests.slice(before).some(({ path }) => path === '/authorize')
  if (asked) throw new CheckFailed(step, 'no question before the user wants one', 'GET /authorize')
  await page.getByTestId('ask-more').click()
  await page.getByTestId('allow').click()
  await page.getByTestId('post-delete').first().click()
  const status = await see(step, page.getByTestId('last-result'), /^204$/)
  return `403: ${sentence} Asked on a click, then ${status}`
}
