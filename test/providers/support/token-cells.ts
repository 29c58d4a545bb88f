import { ADA } from '../provider.js'
import { type Cell, fails, notOffered, notTried, warnOf, works } from './cells.js'
import type { Tab } from './engine.js'
import { call, endCall, look, nextSecond, openPage, settled, signIn, startCall, type Visit } from './visit.js'

// What a session is good for.

export async function tryUserInfo({ metadata }: Visit, tab: Tab): Promise<Cell> {
  if (!('userinfo_endpoint' in metadata)) return notOffered('userinfo_endpoint')
  const answer = await tab.run(() =>
    window.latchkeyTest.auth.userInfo().then(
      ({ sub }) => sub === window.latchkeyTest.auth.state.user?.sub,
      ({ code, message }) => `\`${code}\`: ${message}`,
    ),
  )
  return answer === true ? works() : fails(String(answer))
}

export async function tryCall({ site }: Visit, tab: Tab): Promise<Cell> {
  return toCell(await call(tab, `${site.shared}things`))
}

const toCell = (answer: string): Cell => (answer === '200' ? works() : fails(answer))

export async function tryReload(_: Visit, tab: Tab): Promise<Cell> {
  await tab.reload()
  await settled(tab)
  const { status } = await look(tab)
  return status === 'signed-in' ? works() : fails(`the app is ${status}`)
}

/** The API stops to take the token: two tabs are told so at once, and one of them renews for both. */
export async function tryRenewal(visit: Visit, first: Tab): Promise<Cell> {
  const { site } = visit
  const tabs = [first, await openPage(visit)]
  for (const tab of tabs) await call(tab, `${site.shared}things`)
  await nextSecond()
  for (const tab of tabs) await tab.run(() => window.seen.grants.splice(0))
  site.api.refuseSeen(tabs.length)
  // Chromium asks for one address once at a time.
  for (const [index, tab] of tabs.entries()) await startCall(tab, `${site.shared}things/${index}`)
  const answers: string[] = []
  const grants: string[] = []
  for (const tab of tabs) {
    answers.push(await endCall(tab))
    grants.push(...(await tab.run(() => window.seen.grants)))
  }
  const wrong = answers.find((answer) => answer !== '200')
  if (wrong !== undefined) return fails(await explain(first, wrong))
  if (grants.length !== 1) return fails(`it took ${grants.length} token requests`)
  return works(grants[0] === 'refresh_token' ? undefined : 'without a refresh token: the provider is asked in a frame')
}

/** What an API answered, and what latchkey makes of it. */
export async function explain(tab: Tab, answer: string): Promise<string> {
  const { problems } = await look(tab)
  return `${answer}${warnOf(problems)}`
}

/** A refresh token that is revoked is taken by nobody, and one that is not is: otherwise a refusal says nothing. */
export async function tryRevocation(visit: Visit, tab: Tab): Promise<Cell> {
  if (!('revocation_endpoint' in visit.metadata)) return notOffered('revocation_endpoint')
  await signIn(visit, tab, ADA)
  if ((await refreshToken(tab)) === undefined)
    return notTried('there is no refresh token, and an access token that is revoked may be taken until it expires')
  const control = await renew(visit, tab)
  if (control !== '200') return notTried(`a refresh token that nobody revoked is refused, too: ${control}`)
  // Of its own, since a provider may end a refresh token that has renewed.
  await signIn(visit, tab, ADA)
  await tab.run(() => window.latchkeyTest.auth.signOut({ provider: false }))
  const { problems } = await look(tab)
  if (problems.includes('revocation-failed')) return fails(`the endpoint refuses${warnOf(['revocation-failed'])}`)
  const answer = await renew(visit, tab)
  if (answer === '200') return fails('it answers 200, and the refresh token is as good as before')
  return answer.startsWith('400 ') || answer.startsWith('401 ') ? works() : fails(`it answers ${answer}`)
}

const refreshToken = (tab: Tab): Promise<string | undefined> => tab.run(() => window.seen.refreshToken)

/** What the token endpoint says to the refresh token that came last, with the key that it may be bound to. */
const renew = ({ metadata, provider }: Visit, tab: Tab): Promise<string> =>
  tab.run(([endpoint, clientId]) => window.renewByHand(endpoint, clientId), [
    String(metadata['token_endpoint']),
    provider.clientId,
  ] as const)
