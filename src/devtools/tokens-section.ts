import type { Inspection } from '../auth/inspect.js'
import type { DeclaredApi } from '../development/panel-hook.js'
import { make, makeFacts } from './make.js'
import { makeSection, type Section } from './section.js'
import type { Snapshot } from './snapshot.js'

/** Per API what was asked for and granted, and how long its token still lasts. */
export function makeTokensSection(): Section<Snapshot> {
  const bars = new Map<string, { readonly bar: HTMLProgressElement; readonly left: HTMLElement }>()
  const section = makeSection<readonly Drawn[]>('tokens', 'Access tokens', (apis) => {
    bars.clear()
    if (!apis.length) return [make('p', { class: 'quiet' }, 'No API is declared.')]
    return apis.map((api) => {
      const bar = make('progress', { max: '1', 'aria-label': `Time left of the token for ${api.name}` })
      const left = make('span', { class: 'left' })
      if (api.isBounded) bars.set(api.name, { bar, left })
      return drawApi(api, api.isBounded ? [bar, left] : [])
    })
  })
  return {
    element: section.element,
    show(snapshot) {
      section.show(toDrawn(snapshot))
      // Every second: the value alone, so that nothing is drawn anew.
      for (const { name, lifetime } of snapshot.apis ?? []) {
        const shown = bars.get(name)
        if (!shown || !lifetime) continue
        const milliseconds = Math.max(lifetime.until - snapshot.now, 0)
        shown.bar.value = milliseconds / Math.max(lifetime.until - lifetime.from, 1)
        shown.left.textContent = milliseconds ? `${toTime(milliseconds)} left` : 'expired: the next call renews it'
      }
    },
  }
}

/** What is drawn of an API: nothing that changes with every second. */
interface Drawn extends Pick<DeclaredApi, 'name' | 'further'> {
  readonly asked: readonly string[] | undefined
  readonly granted: readonly string[] | undefined
  readonly type: string | undefined
  readonly isBounded: boolean
}

function toDrawn({ apis, inspection }: Snapshot): readonly Drawn[] {
  const tokens: Inspection['tokens'] = inspection?.tokens ?? {}
  const declared =
    apis ?? Object.keys(tokens).map((name) => ({ name, asked: undefined, further: [], lifetime: undefined }))
  return declared.map(({ name, asked, further, lifetime }) => ({
    name,
    asked,
    further,
    granted: tokens[name]?.scopes,
    type: tokens[name]?.type,
    isBounded: !!lifetime && !!tokens[name],
  }))
}

function drawApi({ name, asked, further, granted, type }: Drawn, left: readonly Node[]): HTMLElement {
  return make(
    'div',
    { class: 'api' },
    make('h3', {}, name),
    makeFacts([
      ...(asked ? [['Asked', toScopes(asked)] as const] : []),
      ...(further.length ? [['Only on demand', toScopes(further)] as const] : []),
      ['Granted', granted ? toScopes(granted) : 'no token yet'],
      ...(type ? [['Type', type] as const] : []),
    ]),
    ...(asked && granted ? toMissing(asked, granted) : []),
    make('p', { class: 'time' }, ...left),
  )
}

function toMissing(asked: readonly string[], granted: readonly string[]): readonly Node[] {
  const missing = asked.filter((scope) => !granted.includes(scope))
  return missing.length ? [make('p', { class: 'bad' }, 'Not granted: ', toScopes(missing))] : []
}

const toScopes = (scopes: readonly string[]): Node | string =>
  scopes.length ? make('span', {}, ...scopes.flatMap((scope) => [make('code', {}, scope), ' '])) : 'none'

function toTime(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000)
  const minutes = Math.floor(seconds / 60)
  return minutes ? `${minutes} min ${seconds % 60} s` : `${seconds} s`
}
