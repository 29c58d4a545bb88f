import type { Notes, Page, PageMoment } from './platform.js'

/** The page of a window. */
export function createPage(): Page {
  return {
    url: () => new URL(location.href),
    base: () => (document.querySelector('base[href]') ? new URL(document.baseURI) : new URL('/', location.origin)),
    replace: (url) => history.replaceState(history.state, '', url),
    announceReplace: () => dispatchEvent(new PopStateEvent('popstate', { state: history.state })),
    leave: (url) => location.assign(url),
    post,
    isVisible: () => !document.hidden,
    on: (moment, run) => LISTEN[moment](run),
    notes,
  }
}

function post(url: string, fields: Readonly<Record<string, string>>): void {
  const form = document.createElement('form')
  form.method = 'post'
  form.action = url
  for (const [name, value] of Object.entries(fields)) {
    form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }))
  }
  document.body.append(form)
  form.submit()
  // The fields hold a token: they leave the document as soon as the browser has read them.
  form.remove()
}

function listen(target: EventTarget, types: string, run: (event: Event) => void): () => void {
  const controller = new AbortController()
  for (const type of types.split(' ')) {
    target.addEventListener(type, run, { capture: true, passive: true, signal: controller.signal })
  }
  return () => controller.abort()
}

const LISTEN: Record<PageMoment, (run: () => void) => () => void> = {
  restored: (run) =>
    // `pageshow` also ends an ordinary load; `resume` ends a freeze.
    listen(window, 'pageshow resume', (event) => (event as PageTransitionEvent).persisted !== false && run()),
  visible: (run) => listen(document, 'visibilitychange', () => document.hidden || run()),
  online: (run) => listen(window, 'online', run),
  acted: (run) => listen(window, 'pointerdown keydown', run),
  'near-press': (run) =>
    listen(document, 'pointerover focusin', ({ target }) => {
      if ((target as Partial<Element> | null)?.closest?.('button,a,summary,[role=button],[type=submit]')) run()
    }),
}

// Access itself throws where storage is blocked: then this tab forgets, which costs a returnTo and nothing else.
const quietly = <Result>(use: (storage: Storage) => Result): Result | undefined => {
  try {
    return use(sessionStorage)
  } catch {
    // Blocked or full: nothing is kept.
    return undefined
  }
}

const notes: Notes = {
  read: (name) => quietly((storage) => storage.getItem(name)) ?? undefined,
  write: (name, text) =>
    quietly((storage) => (text === undefined ? storage.removeItem(name) : storage.setItem(name, text))),
}
