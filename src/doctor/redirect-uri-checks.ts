import { answerOf, isClientRefused, toWords } from './client-checks.js'
import type { Findings } from './findings.js'
import { type Check, notChecked, ok, type Verdict, warning, wrong } from './row.js'
import { toShown } from './shown.js'
import { isRefusal, type Visit } from './visit.js'

export const NO_PAGE = 'There is no authorization endpoint that could be asked.'

/** Where the provider sends people back to. */
export const REDIRECT_URI_CHECKS: readonly Check[] = [
  { id: 'redirect-uri', what: 'The redirect URI', judge: judgeRedirectUri },
  { id: 'other-redirect-uri', what: 'A redirect URI that nobody registered', judge: judgeOther },
]

function judgeRedirectUri(findings: Findings): Verdict {
  const { came, elsewhere, console, settings } = findings
  const { redirectUri, clientId } = settings.config
  if (!came) return notChecked(NO_PAGE)
  const { visit, pushed } = came
  const register = [
    `${console.redirectUri}: ${redirectUri}`,
    `Where the provider does not know the client, it says so in the same way: ${toShown(clientId)}`,
  ]
  const said = answerOf(pushed?.error)
  if (said && /redirect/i.test(`${said.error} ${said.description}`)) return wrong(toWords(said), ...register)
  if (pushed?.error) return notChecked('The parameters could not be pushed.')
  if (visit.kind === 'none') {
    return /^status/.test(visit.why)
      ? notChecked(`The authorization endpoint gives no answer for now: ${visit.why}.`)
      : wrong(`the authorization endpoint: ${visit.why}`, 'Nobody can sign in where it does not answer.')
  }
  if (visit.kind === 'back') return ok('registered')
  if (isRefusal(visit)) {
    if (isClientRefused(findings)) return notChecked('The client is refused, which is said in the same way.')
    return wrong(describe(visit), ...register)
  }
  const isSame = elsewhere && elsewhere.visit.kind === visit.kind && describe(elsewhere.visit) === describe(visit)
  if (isSame) {
    return warning(
      `${describe(visit)}, also for a made-up one`,
      'From this nobody can tell. Compare with what is registered.',
      ...register,
    )
  }
  if (visit.kind === 'page' && visit.status >= 400)
    return warning(describe(visit), 'From this nobody can tell. Compare with what is registered.', ...register)
  return ok(`taken: ${describe(visit)}`)
}

function describe(visit: Visit): string {
  switch (visit.kind) {
    case 'none':
      return visit.why
    case 'back':
      return 'a redirect to it'
    case 'away':
      return `${visit.isError ? 'an error page' : 'a page'} at ${toShown(visit.url.origin + visit.url.pathname)}`
    case 'page': {
      const words = visit.said ? toWords(visit.said) : visit.number
      return `a page with status ${visit.status}${words === undefined ? '' : `: ${words}`}`
    }
  }
}

function judgeOther({ elsewhere }: Findings): Verdict {
  if (!elsewhere) return notChecked('The endpoint was not asked.')
  const { visit } = elsewhere
  if (visit.kind === 'back') {
    return warning(
      'a redirect to it',
      'Register whole redirect URIs, without a wildcard: codes go to every address that fits (RFC 9700, section 2.1).',
    )
  }
  if (isRefusal(visit) || elsewhere.pushed?.error) return ok('refused')
  return visit.kind === 'none' ? notChecked(`No answer came: ${visit.why}.`) : ok(`sent nowhere: ${describe(visit)}`)
}
