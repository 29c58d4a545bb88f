import type { SiteFront } from '../../support/provider-site.js'
import type { Mistake } from './mistake.js'

export const ISSUER = 'https://id.example.com'
export const DISCOVERY = '/.well-known/openid-configuration'

export const at =
  (path: string, change: SiteFront, method?: string): SiteFront =>
  (answer, asked) => {
    if (asked.path === path && (method === undefined || asked.method === method)) change(answer, asked)
  }
export const without = (path: string, header: string, method?: string) =>
  at(path, ({ headers }) => headers.delete(header), method)
export const having = (path: string, header: string, value: string, method?: string) =>
  at(path, ({ headers }) => headers.set(header, value), method)
export const document =
  (change: Readonly<Record<string, unknown>>): NonNullable<Mistake['plant']> =>
  ({ provider }) =>
    provider.lie({ discovery: (members) => ({ ...members, ...change }) })
export const jwks =
  (change: (keys: readonly object[]) => readonly object[]): NonNullable<Mistake['plant']> =>
  ({ provider }) =>
    // A set may hold anything.
    provider.lie({ jwks: ({ keys }) => ({ keys: change(keys) as typeof keys }) })
export const answering = (path: string, status: number, type: string, body: string, method?: string) =>
  at(
    path,
    (answer) => {
      answer.status = status
      answer.body = body
      answer.headers.set('content-type', type)
    },
    method,
  )
export const refusing = (path: string, status: number, error: string, description = ''): SiteFront =>
  answering(path, status, 'application/json', JSON.stringify({ error, error_description: description }), 'POST')
export const redirecting = (path: string, status: number, location: string, method?: string) =>
  at(
    path,
    (answer) => {
      answer.status = status
      answer.headers.set('location', location)
    },
    method,
  )
export const back =
  (change: (url: URL) => void): NonNullable<Mistake['plant']> =>
  ({ provider }) =>
    provider.lie({ callback: change })
export const failing = (error: string, description = '') =>
  back(({ searchParams }) => {
    searchParams.set('error', error)
    searchParams.set('error_description', description)
  })
/** What is said to one grant type alone: a front sees no body. */
export const refusingGrant =
  (grant: string, error: string): NonNullable<Mistake['plant']> =>
  ({ provider }) =>
    provider.lie({
      respond: (endpoint, { parameters }) =>
        endpoint === 'token' && parameters['grant_type'] === grant
          ? Response.json({ error }, { status: 400 })
          : undefined,
    })

export const ALLOW = 'access-control-allow-origin'
