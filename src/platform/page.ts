import type { Page, PageMoment } from './platform.js'

/** The page of a window. */
export function createPage(): Page {
  return {
    url: () => new URL(location.href),
    base: () => new URL(document.querySelector('base[href]') ? document.baseURI : location.origin),
    replace: (url) => history.replaceState(history.state, '', url),
    announceReplace: () => dispatchEvent(new PopStateEvent('popstate', { state: history.state })),
    leave: (url) => location.assign(url),
    post,
    isVisible: () => !document.hidden,
    on(moment, run) {
      const controller = new AbortController()
      const [types, isMeant] = MOMENTS[moment]
      for (const type of types.split(' ')) {
        // All of them pass the window on their way to the document and into it.
        addEventListener(type, (event) => isMeant(event) && run(), {
          capture: true,
          passive: true,
          signal: controller.signal,
        })
      }
      return () => controller.abort()
    },
    notes: {
      read: (name) => quietly(() => sessionStorage.getItem(name)) ?? undefined,
      write: (name, text) =>
        quietly(() => (text === undefined ? sessionStorage.removeItem(name) : sessionStorage.setItem(name, text))),
    },
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

const always = () => true

/** The events of each moment, and whether one of them means it. */
const MOMENTS: Record<PageMoment, readonly [types: string, isMeant: (event: Event) => unknown]> = {
  // `pageshow` also ends an ordinary load; `resume` ends a freeze.
  restored: ['pageshow resume', (event) => (event as PageTransitionEvent).persisted !== false],
  visible: ['visibilitychange', () => !document.hidden],
  online: ['online', always],
  acted: ['pointerdown keydown', always],
  'near-press': [
    'pointerover focusin',
    ({ target }) => (target as Partial<Element> | null)?.closest?.('button,a,summary,[role=button],[type=submit]'),
  ],
}

// Access itself throws where storage is blocked: then this tab forgets, which costs a returnTo and nothing else.
function quietly<Result>(use: () => Result): Result | undefined {
  try {
    return use()
  } catch {
    // Blocked or full: nothing is kept.
    return undefined
  }
}
