/// <reference lib="esnext.disposable" preserve="true" />
import type { Auth } from '../auth/auth.js'
import { instances } from '../auth/instances.js'
import type { ApiOptions, AuthOptions } from '../client/options.js'
import type { User } from '../domain/user.js'
import { mustBePresent } from '../testing/environment.js'
import type { Like } from '../testing/shapes/shapes.js'
import { createTestProvider, type TestProvider } from '../testing/test-provider.js'
import type { TestProviderOptions, TestUser } from '../testing/test-provider-options.js'
import { createRows, toPageAddress } from './double-platform.js'
import type { MemoryBrowser } from './memory-platform.js'
import { createMemoryTab } from './memory-tab.js'
import { acceptForeignBuffers } from './present.js'

/** What `signedIn` is told. Everything may be left out. */
export interface SignedInOptions<ApiName extends string = string, Profile = User> {
  /** The provider that the one of the test looks like, as `createTestProvider` has it; the app then has its issuer. One that looks like none unless set. */
  readonly like?: Like | undefined
  /** Who signs in, with any claims: Ada unless set. `false`: nobody does. */
  readonly user?: TestUser | false | undefined
  /** The APIs, as `createAuth` has them. None unless set. */
  readonly apis?: Readonly<Record<ApiName, ApiOptions>> | undefined
  /**
   * What answers the calls that are not for the provider: a handler of the test, or `(request) => fetch(request)` where MSW or a stub answers.
   * Unless set, `200` with `{}` for a good access token, and the 401 of `provider.guard` otherwise.
   */
  readonly respond?: ((request: Request) => Response | Promise<Response>) | undefined
  /** Further options of `createAuth`, over `{ issuer: 'https://id.example.com', clientId: 'app' }`. None unless set. */
  readonly auth?: Partial<Omit<AuthOptions<ApiName, Profile>, 'apis' | 'fetch'>> | undefined
  /** Further options of `createTestProvider`. None unless set. */
  readonly provider?: Partial<TestProviderOptions> | undefined
  /** The address of the page: the document's, else `https://app.example.com/`, unless set. */
  readonly url?: string | undefined
}

/** The core with a provider, in a browser of its own. */
export interface SignedIn<Profile = User, ApiName extends string = string> extends AsyncDisposable {
  /** The real thing, settled. */
  readonly auth: Auth<Profile, ApiName>
  /** The provider that signed the user in: it can be told to lie, to revoke, to rotate. */
  readonly provider: TestProvider
  /** Where the page has left for, oldest first: a sign-in, a logout page. */
  readonly departures: readonly string[]
  /** Ends it: no timer, channel or session stays. */
  readonly dispose: () => Promise<void>
}

const ISSUER = 'https://id.example.com'
/** What has not been disposed of. */
const open = new Set<() => Promise<void>>()

/**
 * The real core, signed in against a provider inside the process: discovery, PKCE, tokens, signatures and all. Each call has a browser of its
 * own, with its own storage: nobody meets the user of the test before. Needs no IndexedDB, and leaves the document's address alone.
 *
 * ```ts
 * await using session = await signedIn({ user: { sub: 'ada', name: 'Ada' }, apis })
 * session.provider.revokeAccessTokens()
 * ```
 *
 * @throws {TypeError} that names what the environment has not; for options that `createAuth` would refuse
 */
export async function signedIn<ApiName extends string = never, Profile = User>(
  options: SignedInOptions<ApiName, Profile> = {},
): Promise<SignedIn<Profile, ApiName>> {
  mustBePresent('signedIn')
  await acceptForeignBuffers()
  const { user, apis, respond, auth: told } = options
  const start = toPageAddress(options.url)
  const named = typeof told?.issuer === 'string' ? { issuer: told.issuer } : undefined
  const { like } = options
  const provider = createTestProvider({
    ...(like ? { like, ...named } : { issuer: ISSUER, ...named }),
    clientId: told?.clientId ?? 'app',
    redirectUri: new URL('/', start).href,
    ...(user && { users: [user] }),
    ...options.provider,
  })
  const departures: string[] = []
  const browser: MemoryBrowser = {
    url: start,
    store: createRows(),
    notes: new Map(),
    leave: (url) => departures.push(url),
    async fetch(input, init) {
      const request = new Request(input, init)
      if (provider.answers(request.url)) return provider.fetch(input, init)
      if (respond) return respond(request)
      return (await provider.guard(request)) ?? Response.json({})
    },
  }
  const all = { issuer: provider.issuer, clientId: provider.clientId, ...told, apis }
  // Inside, a client is the same for every type of user and names of APIs.
  const tab = createMemoryTab(browser, all as AuthOptions<string, unknown>)
  const dispose = async () => {
    open.delete(dispose)
    tab.end()
  }
  // Before the sign-in, which may fail, or never end.
  open.add(dispose)
  try {
    let auth = await tab.load()
    if (user !== false) {
      const address = await leaveFor(browser, auth)
      browser.url = await provider.authorize(address, user ? { user: user.sub } : {})
      departures.length = 0
      auth = await tab.load()
    }
    return {
      auth: auth as unknown as Auth<Profile, ApiName>,
      provider,
      departures,
      dispose,
      [Symbol.asyncDispose]: dispose,
    }
  } catch (error) {
    await dispose()
    throw error
  }
}

/** Signs in by redirect; gives where the page leaves for. */
function leaveFor(browser: MemoryBrowser, auth: Auth): Promise<string> {
  const { leave } = browser
  return new Promise((resolve, reject) => {
    browser.leave = (url) => {
      browser.leave = leave
      resolve(url)
    }
    auth.signIn().catch(reject)
  })
}

/**
 * Ends whatever a test has left: what `signedIn` gave and nobody disposed of, and every client that `createAuth` made, with its stored
 * session. For `afterEach`; an app that creates its client in a module loads that module anew (`vi.resetModules()`).
 */
export async function resetAuth(): Promise<void> {
  for (const dispose of [...open]) await dispose()
  for (const { context, shares } of [...instances.values()]) {
    for (const { dispose } of [...shares]) dispose()
    const { store, key } = context.vault
    await store
      .change(key, () => ({ row: undefined, result: undefined }))
      .catch(() => {
        // What cannot be written has not been kept either.
      })
  }
}
