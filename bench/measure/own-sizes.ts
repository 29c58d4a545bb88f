import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { OwnSizes } from '../report/goals.js'

/** What each module of the first load is for; the first that fits. */
const PARTS: readonly (readonly [string, RegExp])[] = [
  ['options and their errors', /client\/(config|checks|call-options|profile)|domain\/errors/],
  ['restoring a session: vault, seal, record, time', /session\/|domain\/(session|time|secret|base64url)/],
  ['who is signed in: state, user, events', /client\/(current-session|emitter)|domain\/(auth-state|user)/],
  ['fetch, APIs and addresses', /access\/|client\/unless-aborted|auth\/server|domain\/(api|address)/],
  ['the browser: page, database, clock, channel', /platform\//],
  ['start, callback, sign-out, several copies', /auth\/|sign-in\/|client\/context|domain\/state-parameter/],
]

/** latchkey by itself, measured by the project's own tool, which knows its place by where it lies. */
export async function weighOwn(root: string): Promise<OwnSizes> {
  const { measure }: typeof import('../../tools/size.mjs') = await import(
    pathToFileURL(join(root, 'tools/size.mjs')).href
  )
  const { firstLoad, total, whole, modules } = await measure()
  const parts: Record<string, number> = {}
  for (const { module, when, raw } of modules) {
    if (when !== 'first') continue
    const [part] = PARTS.find(([, pattern]) => pattern.test(module)) ?? ["the app's own lines and the door"]
    parts[part] = (parts[part] ?? 0) + raw
  }
  return { firstLoad: firstLoad.gzip, total: total.gzip, oneFile: whole.gzip, parts }
}
