import type { Auth, AuthOptions } from 'latchkey'

const read = (name: string): string => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? ''

/** The options of every page of the test app; the redirect URI is the page itself. */
export const options = {
  issuer: read('issuer'),
  clientId: 'test-app',
  // By the page's own path.
  persistence: location.pathname.startsWith('/tab/')
    ? 'tab'
    : location.pathname.startsWith('/memory/')
      ? 'memory'
      : 'browser',
  dpop: location.pathname.startsWith('/dpop/'),
  redirectUri: `/${location.pathname.split('/')[1]}/`,
  // A page without a Cross-Origin-Opener-Policy: the window that comes back is still that of the page that opened it.
  relayUri: location.pathname.startsWith('/coop/') ? '/plain/' : undefined,
  apis: {
    calendar: { url: `http://api.localhost:${read('api-port')}/v1/` },
    own: { url: '/api/' },
    // On the same origin as the one before.
    admin: { url: '/admin-api/' },
  },
} satisfies AuthOptions<'calendar' | 'own' | 'admin'>

/** What the tests reach for in a page. */
export interface Handle {
  readonly auth: Auth
  /** Every event told so far. */
  readonly events: object[]
}

declare global {
  interface Window {
    latchkeyTest: Handle
  }
}

/** Shows who is signed in, as an app would, and hands the client to the test. */
export function show(auth: Auth): void {
  const events: object[] = []
  auth.on('*', (event) => events.push(event))
  window.latchkeyTest = { auth, events }
  auth.subscribe(({ status, user }) => {
    document.body.dataset['auth'] = status
    const who = document.getElementById('who')
    if (who) who.textContent = user?.name ?? ''
  })
}
