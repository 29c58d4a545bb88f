import { answerOf, isAboutGrant, isClientRefused, toWords } from './client-checks.js'
import { ofMetadata } from './discovery-checks.js'
import type { Findings } from './findings.js'
import { type Check, notChecked, ok, type Verdict, warning } from './row.js'
import { toLiteral } from './shown.js'

/** How a session goes on without the user. */
export const REFRESH_CHECKS: readonly Check[] = [{ id: 'refresh-token', what: 'Refresh tokens', judge: judgeRefresh }]

/** Whether refresh tokens are to be had, as far as anybody can tell without one. */
export function hasRefresh({ renewal, metadata, code }: Findings): boolean | undefined {
  const said = answerOf(renewal?.error)
  // Who gets no answer to a code either is refused for another reason.
  if (isAboutGrant(said)) return isAboutGrant(answerOf(code?.error)) ? undefined : false
  // A mock that gives tokens to whoever asks.
  if (renewal && !renewal.error) return true
  const announced = metadata.members['grant_types_supported']
  if (Array.isArray(announced) && !announced.includes('refresh_token')) return false
  return said?.error === 'invalid_grant' ? true : undefined
}

/** Whether `offline_access` is what brings one here. */
export const isOfflineAccess = (findings: Findings): boolean => {
  const announced = findings.metadata.members['scopes_supported']
  const isThere = Array.isArray(announced) && announced.includes('offline_access')
  return isThere && findings.console.wantsOfflineAccess && hasRefresh(findings) !== false
}

function judgeRefresh(findings: Findings): Verdict {
  const { console, settings } = findings
  const { scopes } = settings.config
  return ofMetadata(findings, () => {
    if (isClientRefused(findings)) return notChecked('The client is refused.')
    const has = hasRefresh(findings)
    const words = answerOf(findings.renewal?.error)
    if (has === false) {
      return warning(
        words && words.error !== 'invalid_grant' ? toWords(words) : 'refresh_token is not in grant_types_supported',
        'A session ends with its access token, unless the provider answers in a frame.',
        console.refresh,
      )
    }
    const wants = isOfflineAccess(findings)
    const brought = wants
      ? scopes.includes('offline_access')
        ? 'with offline_access, which is asked for'
        : 'with the scope offline_access, which is not asked for'
      : 'without a scope for it'
    const write = `scopes: [${[...new Set([...scopes, 'offline_access'])].map(toLiteral).join(', ')}]`
    const advice = wants && !scopes.includes('offline_access') ? [write] : []
    if (has) return ok(`this client may have them, ${brought}`, ...advice)
    return notChecked(
      `The provider does not say whether this client may have them${words ? ` (${toWords(words)})` : ''}; they come ${brought}.`,
    )
  })
}
