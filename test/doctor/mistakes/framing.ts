import { APP } from '../../support/provider-site.js'
import type { Mistake } from './mistake.js'
import { at } from './planting.js'

/** A page that is shown to whoever comes, with a header. */
export const showing = (header: string, value: string): NonNullable<Mistake['front']> =>
  at('/authorize', (answer) => {
    if (answer.status !== 302) return
    answer.status = 200
    answer.headers.delete('location')
    answer.headers.set(header, value)
  })

const CSP = 'content-security-policy'

/** Policies that keep the app out, each with what the row has of it. */
const FORBIDDING: readonly (readonly [name: string, policy: string, says: string])[] = [
  ['a policy', "default-src 'self'; frame-ancestors 'self' https://*.example.org", "'self' https://*.example.org"],
  ['the second policy of two', `frame-ancestors ${APP}, frame-ancestors 'none'`, "frame-ancestors 'none'"],
  ['a policy that names nobody', "default-src 'self'; frame-ancestors", 'frame-ancestors'],
  ['the first of two lists', `frame-ancestors 'none'; frame-ancestors ${APP}`, "frame-ancestors 'none'"],
  ['a policy for another port', `frame-ancestors ${APP}:8443`, `frame-ancestors ${APP}:8443`],
  ['a policy for another scheme', 'frame-ancestors wss://todo.example.com', 'frame-ancestors wss:'],
  ['a policy for what lies below it', 'frame-ancestors https://*.todo.example.com', '*.todo.example.com'],
]

export const OF_FRAMING: readonly Mistake[] = [
  {
    name: 'its page is kept out of frames by X-Frame-Options',
    row: 'framing',
    verdict: 'warning',
    says: ['X-Frame-Options: SAMEORIGIN', `frame-ancestors ${APP}`],
    front: showing('x-frame-options', 'SAMEORIGIN'),
    also: ['silent'],
  },
  ...FORBIDDING.map(
    ([name, policy, says]): Mistake => ({
      name: `its page is kept out of frames by ${name}`,
      row: 'framing',
      verdict: 'warning',
      says: [says, `frame-ancestors ${APP}`],
      front: showing(CSP, policy),
      also: ['silent'],
    }),
  ),
]

/** Policies that let an app frame the page; one at https://todo.example.com unless named. */
export const ALLOWING: readonly { readonly policy: string; readonly app?: string }[] = [
  { policy: `frame-ancestors ${APP}` },
  { policy: 'frame-ancestors https://todo.example.com:443' },
  { policy: 'frame-ancestors HTTPS://Todo.Example.com/' },
  { policy: 'frame-ancestors http://todo.example.com' },
  { policy: 'frame-ancestors http://todo.example.com:80' },
  { policy: 'frame-ancestors https://*.example.com:*' },
  { policy: 'frame-ancestors todo.example.com' },
  { policy: 'frame-ancestors *' },
  { policy: 'frame-ancestors https:' },
  { policy: 'frame-ancestors https://*' },
  { policy: `frame-ancestors https:, default-src 'none'; frame-ancestors 'self' ${APP}` },
  { policy: 'frame-ancestors http://localhost:*', app: 'http://localhost:5173' },
  { policy: 'frame-ancestors http://localhost:5173', app: 'http://localhost:5173' },
  { policy: "frame-ancestors 'self'", app: 'https://id.example.com' },
]
