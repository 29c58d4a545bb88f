import { type Actions, makeActions } from './actions.js'
import { makeIdTokenSection } from './id-token-section.js'
import { make, makeButton } from './make.js'
import type { ObservedAuth } from './observed-auth.js'
import { type Observer, observe } from './observer.js'
import { makeProblemSection } from './problem-section.js'
import { makeReportSection } from './report-section.js'
import type { Snapshot } from './snapshot.js'
import { makeStateSection } from './state-section.js'
import { STYLES } from './styles.js'
import { takePlace } from './tabs.js'
import { makeTabsSection } from './tabs-section.js'
import { toBursts } from './timeline.js'
import { makeTimelineSection } from './timeline-section.js'
import { makeTokensSection } from './tokens-section.js'

/** How often an open panel looks by itself: bars drain, locks are given back. */
const LOOK_MS = 1_000

export interface Panel {
  readonly close: () => void
}

/** Fills a shadow root with the button and, while it is open, the panel. A closed panel listens to the state and to problems, and asks nothing. */
export function showPanel(root: ShadowRoot, auth: ObservedAuth, isOpen: boolean): Panel {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(STYLES)
  root.adoptedStyleSheets = [sheet]
  const place = takePlace(navigator, Date.now())
  const voice = make('p', { role: 'status', class: 'voice' })
  const say = (sentence: string) => {
    voice.textContent = sentence
  }
  const toggle = makeButton(
    'Developer panel',
    () => {
      open()
      // The button is gone: whoever pressed it goes on in the panel.
      holder.querySelector<HTMLElement>('.panel')?.focus()
    },
    {
      class: 'toggle',
      'aria-expanded': 'false',
    },
  )
  const holder = make('div', { class: 'holder' })
  root.replaceChildren(holder, toggle)
  let content: Content | undefined

  const open = () => {
    content = fill(holder, { auth, own: place.name, voice, say, close: () => close() })
    toggle.setAttribute('aria-expanded', 'true')
    delete toggle.dataset['problem']
  }
  const close = () => {
    content?.stop()
    content = undefined
    holder.replaceChildren()
    toggle.setAttribute('aria-expanded', 'false')
    toggle.focus()
  }
  const stops = [
    auth.subscribe(({ status }) => {
      toggle.dataset['status'] = status
    }),
    auth.on('problem', ({ code }) => {
      if (content) say(`Problem: ${code}`)
      else toggle.dataset['problem'] = code
    }),
  ]
  holder.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') close()
  })
  if (isOpen) open()
  return {
    close() {
      content?.stop()
      place.leave()
      for (const stop of stops) stop()
    },
  }
}

interface Content {
  readonly stop: () => void
}

interface Parts {
  readonly auth: ObservedAuth
  readonly own: string
  readonly voice: HTMLElement
  readonly say: (sentence: string) => void
  readonly close: () => void
}

/** The open panel. */
function fill(holder: HTMLElement, { auth, own, voice, say, close }: Parts): Content {
  const copy = (text: string) => {
    navigator.clipboard?.writeText(text).then(
      () => say('Copied.'),
      () => say('The browser did not let it copy: mark the text by hand.'),
    )
  }
  let observer: Observer | undefined
  const refresh = toSteady(async () => {
    const snapshot = await observer?.look()
    if (snapshot && observer) show(snapshot)
  })
  const actions = makeActions({ auth, hook: () => observer?.hook(), say, onChange: refresh })
  const report = makeReportSection(async () => observer?.look(), { auth, copy, say })
  const { parts, show } = makeContents(copy, actions)
  holder.replaceChildren(
    make(
      'div',
      { class: 'panel', role: 'region', tabindex: '-1', 'aria-label': 'latchkey developer panel' },
      make(
        'div',
        { class: 'head' },
        make('p', { class: 'title' }, 'latchkey'),
        voice,
        makeButton('Close', close, { 'aria-label': 'Close the developer panel' }),
      ),
      make('div', { class: 'sections', tabindex: '0', role: 'group', 'aria-label': 'What is known' }, ...parts, report),
    ),
  )
  observer = observe(auth, own, refresh)
  const timer = setInterval(refresh, LOOK_MS)
  refresh()
  return {
    stop() {
      clearInterval(timer)
      observer?.stop()
      observer = undefined
      say('')
    },
  }
}

/** The parts that show data. */
function makeContents(copy: (text: string) => void, actions: Actions) {
  const [state, problem, timeline, tokens, tabs, idToken] = [
    makeStateSection(),
    makeProblemSection(copy),
    makeTimelineSection(),
    makeTokensSection(),
    makeTabsSection(),
    makeIdTokenSection(),
  ]
  const parts = [state, problem, tokens, timeline, tabs, idToken].map(({ element }) => element)
  return {
    parts: [...parts, actions.element],
    show(snapshot: Snapshot) {
      const { state: shown, inspection, isOffline, events, calls, now } = snapshot
      state.show({ state: shown, inspection, isOffline })
      problem.show(snapshot.problem)
      timeline.show(toBursts(events, calls, now))
      tokens.show(snapshot)
      tabs.show(snapshot.tabs)
      idToken.show(inspection?.idToken && { alg: inspection.idToken.alg, checks: inspection.idToken.checks })
      actions.show(snapshot.apis !== undefined, isOffline)
    },
  }
}

/** Runs one at a time, and once more when it was asked for meanwhile: a burst of events is one look. */
function toSteady(run: () => Promise<void>): () => void {
  let isRunning = false
  let isWanted = false
  const start = () => {
    isWanted = true
    if (isRunning) return
    isRunning = true
    isWanted = false
    void run().finally(() => {
      isRunning = false
      if (isWanted) start()
    })
  }
  return start
}
