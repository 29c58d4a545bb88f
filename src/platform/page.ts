import { toUrl } from '../domain/address.js'
import type { Page, PageMoment } from './platform.js'

/** The page of a window, with what loads the rest of it. */
export function createPage(window: Page['window']): Page {
  return {
    url: () => new URL(location.href),
    // By the element itself: where a policy forbids another origin's, `baseURI` is the page's address.
    base: () =>
      toUrl(document.querySelector<HTMLBaseElement>('base[href]')?.href, location.href) ?? new URL(location.origin),
    replace: (url) => history.replaceState(history.state, '', url),
    announceReplace: () => dispatchEvent(new PopStateEvent('popstate', { state: history.state })),
    leave: (url) => location.assign(url),
    isVisible: () => !document.hidden,
    shown: () =>
      // Not in every browser's types yet.
      (document as { prerendering?: boolean }).prerendering
        ? new Promise((resolve) => document.addEventListener('prerenderingchange', resolve, { once: true }))
        : undefined,
    open: () => open('about:blank', '_blank', 'popup,width=480,height=640') ?? undefined,
    window,
    ahead: () => ahead && { href: ahead.href, reachedMs: performance.now() - ahead.reachedAt },
    follow(tell) {
      const controller = new AbortController()
      for (const [type, toMoment] of Object.entries(MOMENTS)) {
        const listen = (event: Event) => {
          // Each is told of its own type.
          const moment = toMoment(event as PageTransitionEvent & StorageEvent)
          if (moment) tell(moment)
        }
        // All of them pass the window on their way to the document and into it.
        addEventListener(type, listen, { capture: true, passive: true, signal: controller.signal })
      }
      return () => controller.abort()
    },
    noted: (name) => quietly(() => sessionStorage.getItem(name)) ?? '',
    note: (name, text) => quietly(() => (text ? sessionStorage.setItem(name, text) : sessionStorage.removeItem(name))),
    notedForAll: (name) => quietly(() => localStorage.getItem(name)) ?? '',
    noteForAll: (name, text) =>
      quietly(() => (text ? localStorage.setItem(name, text) : localStorage.removeItem(name))),
  }
}

let near: Partial<HTMLAnchorElement> | null | undefined
let ahead: { readonly href: string; readonly reachedAt: number } | undefined

const toActed = () => 'acted' as const
const toPressed = () => {
  ahead = undefined
  return toActed()
}
const toNear = ({ target }: Event) => {
  const found = (target as Partial<Element> | null)?.closest?.<HTMLAnchorElement>(
    'button,a,summary,[role=button],[type=submit]',
  )
  // What moves inside a link that was pressed has not reached it anew.
  if (found !== near) ahead = found?.href ? { href: found.href, reachedAt: performance.now() } : undefined
  near = found
  return found && 'near-press'
}

/** Which moment an event is, if any, by its type. */
const MOMENTS: Record<string, (event: PageTransitionEvent & StorageEvent) => PageMoment | false | null | undefined> = {
  // `pageshow` also ends an ordinary load; `resume` ends a freeze.
  pageshow: ({ persisted }) => persisted && 'restored',
  resume: () => 'restored',
  visibilitychange: () => !document.hidden && 'visible',
  pagehide: () => 'left',
  online: () => 'online',
  pointerdown: toActed,
  keydown: toPressed,
  // Not `pointerdown`: a finger that scrolls begins with it, and routers that load ahead do so then.
  click: toPressed,
  pointerover: toNear,
  focusin: toNear,
  // Told when the note can be read, which a message between tabs may come before.
  storage: ({ key }) => key?.startsWith('latchkey over') && 'noted',
}

// Access itself throws where storage is blocked: then a returnTo is forgotten, and a sign-out that IndexedDB could not be told of.
function quietly<Result>(use: () => Result): Result | undefined {
  try {
    return use()
  } catch {
    // Blocked or full: nothing is kept.
    return undefined
  }
}
