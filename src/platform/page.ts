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
    isVisible: () => document.visibilityState !== 'hidden',
    on: (moment, run) => LISTEN[moment](run),
    notes,
  }
}

function post(url: string, fields: Readonly<Record<string, string>>): void {
  const form = document.createElement('form')
  form.method = 'post'
  form.action = url
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement('input')
    field.type = 'hidden'
    field.name = name
    field.value = value
    form.append(field)
  }
  document.body.append(form)
  form.submit()
  // The fields hold a token: they leave the document as soon as the browser has read them.
  form.remove()
}

function listen(target: EventTarget, types: string, run: (event: Event) => void): () => void {
  const names = types.split(' ')
  for (const name of names) target.addEventListener(name, run, { capture: true, passive: true })
  return () => {
    for (const name of names) target.removeEventListener(name, run, { capture: true })
  }
}

const LISTEN: Record<PageMoment, (run: () => void) => () => void> = {
  restored: (run) => {
    const stop = [
      listen(window, 'pageshow', (event) => (event as PageTransitionEvent).persisted && run()),
      listen(document, 'resume', run),
    ]
    return () => stop.map((end) => end())
  },
  visible: (run) => listen(document, 'visibilitychange', () => document.visibilityState === 'visible' && run()),
  online: (run) => listen(window, 'online', run),
  acted: (run) => listen(window, 'pointerdown keydown', run),
  'near-press': (run) =>
    listen(document, 'pointerover focusin pointerdown', ({ target }) => {
      if (target instanceof Element && target.closest('button, a, summary, [role=button], [type=submit]')) run()
    }),
}

// Access itself throws where storage is blocked: then this tab forgets, which costs a returnTo and nothing else.
const notes: Notes = {
  read(name) {
    try {
      return sessionStorage.getItem(name) ?? undefined
    } catch {
      // Blocked: nothing was kept.
      return undefined
    }
  },
  write(name, text) {
    try {
      if (text === undefined) sessionStorage.removeItem(name)
      else sessionStorage.setItem(name, text)
    } catch {
      // Blocked or full: nothing is kept.
    }
  },
}
