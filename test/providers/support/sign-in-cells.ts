import { pause } from '../../../demo/providers/tab.js'
import { walk } from '../../../demo/providers/walk.js'
import { ADA, GRACE, type Person } from '../provider.js'
import { type Cell, fails, said, warnOf, works } from './cells.js'
import type { Tab } from './engine.js'
import { look, type Standing, signIn, signOut, type Visit } from './visit.js'

// From nobody to somebody, and back.

export async function tryDiscovery({ provider }: Visit, tab: Tab): Promise<Cell> {
  const found = await tab.run(
    (issuer) =>
      fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`).then(
        async (response) => (response.ok ? String((await response.json()).issuer) : `HTTP ${response.status}`),
        () => 'no answer that the page may read',
      ),
    provider.issuer,
  )
  return found === provider.issuer ? works() : fails(found)
}

export async function trySignIn(visit: Visit, tab: Tab): Promise<Cell> {
  await signIn(visit, tab, ADA)
  return judge(await look(tab))
}

/** What became of a sign-in. */
export const judge = ({ status, error }: Standing): Cell =>
  status === 'signed-in' && !error ? works() : fails(error ? said(error) : `the app is ${status}`)

export async function tryUser(_: Visit, tab: Tab): Promise<Cell> {
  const { user } = await look(tab)
  if (isPerson(user, ADA)) return works()
  return fails(`\`user\` has ${Object.keys(user ?? {}).join(', ')}: not who it is`)
}

/** A provider may know somebody by name or by mail. */
const isPerson = (user: Standing['user'], { name, email }: Person): boolean =>
  user?.['name'] === name || user?.['email'] === email

export async function tryPopup(visit: Visit, tab: Tab): Promise<Cell> {
  await tab.run(() => delete window.seen.outcome)
  await tab.click('#popup')
  const outcome = () => tab.run(() => window.seen.outcome)
  const isThere = async () => (await outcome()) !== undefined
  // Who is known there already may be back before anybody sees the window.
  let popup: Tab | undefined
  while (!popup && !(await isThere())) {
    popup = await visit.profile.popup()
    await pause()
  }
  if (popup) await walk(popup, visit.provider.pages, { person: ADA, isThere })
  const { code, message } = (await outcome()) ?? {}
  return code ? fails(said({ code, message })) : judge(await look(tab))
}

export async function trySilent(_: Visit, tab: Tab): Promise<Cell> {
  const outcome = await tab.run(() =>
    window.latchkeyTest.auth.signIn({ mode: 'silent' }).then(
      () => ({}),
      ({ code, message }) => ({ code, message }),
    ),
  )
  return 'code' in outcome ? fails(said(outcome)) : works()
}

export async function tryStepUp(visit: Visit, tab: Tab): Promise<Cell> {
  const asked = await signIn(visit, tab, ADA, { maxAge: 0 })
  const standing = await look(tab)
  const cell = judge(standing)
  if (cell.result !== 'works' || asked > 0) return cell
  return fails(`with \`maxAge: 0\` it asks for nothing${warnOf(standing.problems)}`)
}

export async function trySignOut(visit: Visit, tab: Tab): Promise<Cell> {
  if ((await look(tab)).status !== 'signed-in') await signIn(visit, tab, ADA)
  const before = (await look(tab)).problems
  await signOut(visit, tab, ADA)
  const standing = await look(tab)
  if (standing.status !== 'signed-out') return fails(`the app is ${standing.status}`)
  if ('end_session_endpoint' in visit.metadata) return works()
  const told = warnOf(standing.problems.filter((code) => !before.includes(code)))
  return works(`in the app alone: its metadata has no \`end_session_endpoint\`${told}`)
}

export async function trySecondUser(visit: Visit, tab: Tab): Promise<Cell> {
  const { another } = visit.provider
  await signIn(visit, tab, GRACE, another ? { prompt: another } : {})
  const standing = await look(tab)
  const cell = judge(standing)
  if (cell.result !== 'works') return cell
  if (!isPerson(standing.user, GRACE)) return fails(`it gave the first user again${warnOf(standing.problems)}`)
  return works(another && `with \`prompt: '${another}'\``)
}
