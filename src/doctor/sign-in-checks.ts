import { toRemedy } from '../development/explanation.js'
import { answerOf, isMock, toWords } from './client-checks.js'
import { toFacts } from './discovery-checks.js'
import type { Findings } from './findings.js'
import { NO_PAGE } from './redirect-uri-checks.js'
import { type Check, notChecked, ok, type Verdict, warning, wrong } from './row.js'
import { toShown } from './shown.js'

const READ_WORDS = 'The words of the provider name what is missing.'
const NOT_BACK = 'Nobody was sent back: see the rows before.'

/** What becomes of a request that may show nothing. */
export const SIGN_IN_CHECKS: readonly Check[] = [
  { id: 'request', what: 'The request of a sign-in', judge: judgeRequest },
  { id: 'state', what: 'The `state` that comes back', judge: judgeState },
  { id: 'iss', what: 'The issuer that comes back (`iss`)', judge: judgeIss },
  { id: 'pushed', what: 'Pushed parameters (PAR)', judge: judgePushed },
]

function judgeRequest(findings: Findings): Verdict {
  const { came } = findings
  if (!came) return notChecked(NO_PAGE)
  const { error, visit, hasState, pushed } = came
  if (pushed?.error) return notChecked('The parameters could not be pushed.')
  if (visit.kind !== 'back' || !hasState) return notChecked(NOT_BACK)
  if (!error) {
    const tell = isMock(findings) ? warning : wrong
    return tell(
      'a code, though nobody has signed in',
      'This one signs in whoever comes. A mock for tests does that, and nothing else may.',
    )
  }
  const said = answerOf(error)
  if (error.code === 'sign-in-interaction-required') return ok(toShown(said?.error ?? 'login_required'))
  if (error.code === 'callback-issuer') return notChecked('The issuer in it is another: see the row about it.')
  if (error.code === 'sign-in-unavailable') return notChecked('It signs nobody in for now.')
  if (!said) return wrong(error.code, toShown(error.message))
  const advice: Readonly<Record<string, string>> = {
    invalid_scope: `Allow every scope that is asked for, or leave it away: ${findings.settings.config.scopes.join(' ')}`,
    unauthorized_client: 'Allow the client the authorization code flow.',
    unsupported_response_type: "Allow the client the response type 'code'.",
  }
  const fix = toRemedy(toFacts(findings), said) ?? advice[said.error]
  return wrong(toWords(said), fix === undefined ? READ_WORDS : toShown(fix))
}

function judgeState({ came }: Findings): Verdict {
  if (came?.visit.kind !== 'back') return notChecked(NOT_BACK)
  if (came.hasState) return ok('the same')
  return wrong(
    came.visit.url.hash.length > 1 ? 'in the fragment, not in the query' : 'missing or another',
    'Send `state` back as it came, with errors too, in the query (RFC 6749, section 4.1.2.1): a return without it is nobody’s.',
  )
}

function judgeIss({ came, metadata }: Findings): Verdict {
  const isAnnounced = metadata.provider.authorization_response_iss_parameter_supported === true
  if (came?.visit.kind !== 'back' || !came.hasState) return notChecked(NOT_BACK)
  const { error, visit } = came
  const told = visit.url.searchParams.get('iss')
  if (error?.code === 'callback-issuer') {
    return wrong(
      told === null ? 'announced, and not there' : toShown(told),
      told === null
        ? 'Send `iss` with every return, errors too, or announce authorization_response_iss_parameter_supported: false.'
        : `Send the issuer as it is announced: ${toShown(metadata.provider.issuer)}`,
    )
  }
  if (told !== null) return ok('the same')
  return isAnnounced
    ? notChecked('The return was not read that far.')
    : ok('not announced: each provider of an app needs a redirect URI of its own')
}

function judgePushed(findings: Findings): Verdict {
  const { came, pushed, metadata, settings } = findings
  const { par } = settings.config
  const isRequired = metadata.provider.require_pushed_authorization_requests === true
  const isNeeded = isRequired || par === true
  if (!metadata.endpoint('pushed_authorization_request_endpoint')) {
    if (!isNeeded) return ok('not offered: leave par away')
    return wrong(
      'no pushed_authorization_request_endpoint',
      isRequired ? 'Announce the endpoint that is required.' : 'Leave par away.',
    )
  }
  const asked = came?.pushed ?? pushed
  if (!asked) return notChecked('Nothing was pushed.')
  if (!asked.error) return ok(isRequired ? 'required: by itself' : 'par: true may be set')
  const said = answerOf(asked.error)
  const found = said ? toWords(said) : `${asked.heard?.why}`
  // That is told where it belongs.
  if (said && /redirect/i.test(`${said.error} ${said.description}`)) return ok('it answers')
  if (!isNeeded) return ok(`not for this client (${found}): leave par away`)
  if (said && /_client$/.test(said.error)) return wrong(found, 'Let public clients push, or leave par away.')
  return wrong(found, said ? READ_WORDS : 'The endpoint must answer 201 with a request_uri (RFC 9126, section 2.2).')
}
