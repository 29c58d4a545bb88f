import { readFileSync, writeFileSync } from 'node:fs'
import type { ProviderKind } from '../provider.js'
import { PROVIDERS } from '../providers.js'
import type { Cells } from './cells.js'
import type { Place } from './measure.js'
import { versionOf } from './packages.js'
import { type Result, type Results, render } from './render.js'

const FILES = { results: 'test/providers/results.json', page: 'docs/providers.md' }
const BROWSERS = ['Chromium', 'Firefox', 'WebKit']

export const readResults = (file = FILES.results): Results => JSON.parse(readFileSync(file, 'utf8'))
export const readPage = (): string => readFileSync(FILES.page, 'utf8')
export const writePage = (page: string, file = FILES.page): void => writeFileSync(file, page)

/** What was seen at one provider in one browser. */
export interface Seen {
  readonly kind: ProviderKind
  readonly place: Place
  readonly browser: string
  readonly version: string
  readonly cells: Cells
}

/** Writes down what was seen, and the page anew; nothing if something has been lost, unless `ACCEPT_LOSS` is set. Gives what has been. */
export function record(seen: Seen, files = FILES): readonly string[] {
  const before = readResults(files.results)
  const lost = process.env['ACCEPT_LOSS'] ? [] : lostSince(before, seen)
  if (lost.length > 0) return lost
  const after = merge(before, seen)
  writeFileSync(files.results, `${JSON.stringify(after, null, 2)}\n`)
  writePage(render(after), files.page)
  return lost
}

/** Puts what was seen in the place of what was seen there before, and leaves the rest as it was. */
export const merge = (before: Results, seen: Seen): Results => ({
  providers: PROVIDERS.flatMap((kind) => {
    const old = before.providers.find(({ name }) => name === kind.name)
    const result = kind.name === seen.kind.name ? toResult(seen, old) : old
    return result ? [result] : []
  }),
})

function toResult({ kind, place, browser, version, cells }: Seen, old: Result | undefined): Result {
  // What was seen of another release is not of this one.
  const kept = old?.version === toVersion(kind) ? old : undefined
  const all = inOrder({ ...kept?.cells, [browser]: toPublic(cells, place) })
  const hasOwn = Object.values(all).some((seen) => seen['own token per API']?.result === 'works')
  return {
    name: kind.name,
    file: kind.file,
    version: toVersion(kind),
    browsers: inOrder({ ...kept?.browsers, [browser]: version }),
    registered: toPublic(place.provider.registered, place),
    options: toPublic(place.site.optionsOf(hasOwn ? 'own' : 'plain'), place),
    cells: all,
  }
}

/** The version that is installed; nothing of what was written here. */
export const toVersion = ({ from }: ProviderKind): string => {
  if (!from) return ''
  return 'npm' in from ? versionOf(from.npm) : from.version
}

const inOrder = <Value>(all: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
  Object.fromEntries(BROWSERS.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])))

/** Ports and names differ from run to run, and the app of the run has a page for each variant: of all that one name stands here. */
function toPublic<Thing extends object>(thing: Thing, { site, provider }: Place): Thing {
  const origins = { app: site.app.origin, id: new URL(provider.issuer).origin, api: new URL(site.shared).origin }
  let text = JSON.stringify(thing).replaceAll(`"${provider.clientId}"`, '"spa"')
  for (const [name, origin] of Object.entries(origins)) text = text.replaceAll(origin, `https://${name}.example.com`)
  text = text.replace(/(app\.example\.com|"redirectUri":")\/(plain|dpop|par|own)\//g, '$1/')
  text = text.replace(/(https:\/\/app\.example\.com\/)(##\1)+/g, '$1')
  return JSON.parse(text, (_, value) => (Array.isArray(value) ? [...new Set(value)] : value))
}

/** What worked at a provider before, and does not any more. */
export const lostSince = (
  { providers }: Results,
  { kind, browser, cells }: Pick<Seen, 'kind' | 'browser' | 'cells'>,
): string[] =>
  Object.entries(providers.find(({ name }) => name === kind.name)?.cells[browser] ?? {})
    .filter(([name, { result }]) => result === 'works' && cells[name as keyof Cells]?.result !== 'works')
    .map(([name]) => name)
