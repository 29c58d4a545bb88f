import type { SiteOptions } from './site.js'
import type { Stored } from './stored.js'

/** What somebody comes from: a page of docs/migration. */
export interface Origin extends SiteOptions {
  /** Each app before, and what it has become. */
  readonly apps: readonly (readonly [before: string, after: string])[]
  /** What the SDK has stored for somebody who is signed in. */
  readonly left: Partial<Stored>
  /** What looks like it and belongs to somebody else. */
  readonly others: Partial<Stored>
  /** Set where it leaves nothing, so that everybody is asked for once in a tab: the note of that in sessionStorage. */
  readonly askedBy?: string
}

const TENANT = '8eaef023-2b34-4da1-9baa-8bc8c9d6a490'

export const ORIGINS: readonly Origin[] = [
  {
    page: 'docs/migration/auth0.md',
    issuer: 'https://acme.eu.auth0.com/',
    like: 'auth0',
    apps: [
      ['before/app.ts', 'app.ts'],
      ['before/main.tsx', 'main.tsx'],
    ],
    left: {
      local: [
        '@@auth0spajs@@::todo-spa::@@user@@',
        '@@auth0spajs@@::todo-spa::https://calendar.example.com::openid profile email events.read offline_access',
      ],
      cookies: ['_legacy_auth0.todo-spa.is.authenticated', 'auth0.todo-spa.is.authenticated'],
    },
    others: {
      local: ['@@auth0spajs@@::another-spa::@@user@@', 'theme'],
      session: ['a0.spajs.txs.another-spa'],
      cookies: ['auth0.another-spa.is.authenticated'],
    },
  },
  {
    page: 'docs/migration/oidc-client-ts.md',
    issuer: 'https://id.example.com',
    apps: [
      ['before/app.ts', 'app.ts'],
      ['before/main.tsx', 'main.tsx'],
    ],
    left: { local: ['oidc.user:https://id.example.com:todo-spa'] },
    others: {
      local: [
        'oidc.5fe2e6c2f1d84b0d9b1b0f3f0a3a7f10',
        'oidc.settings',
        'oidc.user:https://id.example.com:another-spa',
        'theme',
      ],
      session: ['oidc.user:https://other.example.com:todo-spa'],
    },
  },
  {
    page: 'docs/migration/msal.md',
    issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`,
    like: 'entra',
    apps: [['before/app.ts', 'app.ts']],
    left: {
      local: [
        'msal.3.account.keys',
        'msal.3.token.keys.todo-spa',
        `msal.3|object.tenant|login.windows.net|accesstoken|todo-spa|${TENANT}|api://calendar/events.read openid profile offline_access|`,
        `msal.3|object.tenant|login.windows.net|idtoken|todo-spa|${TENANT}||`,
        'msal.3|object.tenant|login.windows.net|refreshtoken|todo-spa|||',
        'msal.3|object.tenant|login.windows.net|tenant',
        'msal.todo-spa.active-account-filters',
        'msal.version',
      ],
      cookies: ['msal.cache.encryption'],
    },
    others: { local: ['msalt', 'theme'], session: ['draft'], cookies: ['msal'] },
  },
  {
    page: 'docs/migration/keycloak-js.md',
    issuer: 'https://sso.example.com/realms/demo',
    like: 'keycloak',
    apps: [['before/app.ts', 'app.ts']],
    left: {},
    others: { local: ['kc-theme', 'theme'], session: ['kc-callback-draft'] },
    askedBy: 'asked-keycloak',
  },
  {
    page: 'docs/migration/angular-auth-oidc-client.md',
    issuer: 'https://id.example.com',
    apps: [['before/main.ts', 'main.ts']],
    left: { session: ['0-todo-spa'] },
    others: { local: ['0-another-spa', 'theme'], session: ['0-todo-spa-draft', '1-todo-spa'] },
  },
]

/** One app of a page. */
export type App = Origin & { readonly before: string; readonly after: string }

export const APPS: readonly App[] = ORIGINS.flatMap((origin) =>
  origin.apps.map(([before, after]) => ({ ...origin, before, after })),
)
