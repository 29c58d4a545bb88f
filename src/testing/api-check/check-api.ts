import { askApi } from './answers.js'
import { CACHE_RULES } from './cache-rules.js'
import { CORS_RULES } from './cors-rules.js'
import { type CheckApiOptions, toCheckSettings } from './options.js'
import type { ApiCheckRow } from './row.js'
import { toTable } from './table.js'
import { TOKEN_RULES } from './token-rules.js'

/** What `checkApi` has found. */
export type ApiCheck = {
  /** Every rule, in an order that never changes. */
  readonly rows: readonly ApiCheckRow[]

  /** Those that the API breaks: whose `verdict` is `'wrong'`. */
  readonly wrong: readonly Extract<ApiCheckRow, { readonly verdict: 'wrong' }>[]

  /** All of it for a terminal or a log. Like the rows it holds no token and nothing that the API has written. */
  readonly table: string
}

/**
 * Calls an API as apps and attackers would, and says which rules it breaks and what to change. It is for the people behind
 * the API, in Node: a browser does not show what it asks of CORS.
 *
 * ```ts
 * const { wrong } = await checkApi('https://calendar.example.com/v1/events', { token, idToken, origin: 'https://todo.example.com' })
 * ```
 *
 * @throws {TypeError} for an address or option that cannot be used
 * @throws {Error} when the API gives no answer at all
 */
export async function checkApi(url: string | URL, options: CheckApiOptions = {}): Promise<ApiCheck> {
  const settings = toCheckSettings(url, options, fetch)
  const answers = await askApi(settings)
  const rows = [...TOKEN_RULES, ...CORS_RULES, ...CACHE_RULES].map(
    ({ judge, ...rule }): ApiCheckRow => ({
      ...rule,
      ...judge({ settings, answers }),
    }),
  )
  return { rows, wrong: rows.filter((row) => row.verdict === 'wrong'), table: toTable(rows) }
}
