import { toRemedy, toSaid } from '../development/explanation.js'
import type { AnyAuthError, ProviderAnswer } from '../domain/errors.js'
import { toFacts } from './discovery-checks.js'
import type { Findings } from './findings.js'
import { type Check, notChecked, ok, type Verdict, warning, wrong } from './row.js'
import { toShown } from './shown.js'

/** Whether the provider takes this client without a secret. */
export const CLIENT_CHECKS: readonly Check[] = [
  { id: 'client', what: 'The client, without a secret', judge: judgeClient },
]

/** What the provider said with an error, if it said something. */
export function answerOf(error: AnyAuthError | undefined): ProviderAnswer | undefined {
  const { details } = error ?? {}
  return details !== undefined && 'error' in details ? details : undefined
}

/** The same in words that a terminal may have. */
export const toWords = (answer: ProviderAnswer): string =>
  toShown(
    toSaid(answer)
      .replace(/^The provider said /, '')
      .replace(/\.$/, ''),
  )

/** Whether the provider has refused the client itself: then its other refusals say little. */
export const isClientRefused = ({ code }: Findings): boolean =>
  code?.error?.code === 'token-client-refused' || isAboutSecret(answerOf(code?.error))

/** Whether it says that the client has to prove who it is. */
export const isAboutSecret = (answer: ProviderAnswer | undefined): boolean =>
  /client.?secret|client.?assertion|secret/i.test(`${answer?.error} ${answer?.description}`)

const namesGrant = (answer: ProviderAnswer): boolean =>
  answer.error === 'unsupported_grant_type' || /grant.?type/i.test(`${answer.description}`)

/** Whether it says that the client may not have the grant type, in whatever words. */
export const isAboutGrant = (answer: ProviderAnswer | undefined): boolean =>
  answer !== undefined && (answer.error === 'unauthorized_client' || namesGrant(answer))

/** Whether it says that the origin is not allowed: then it has looked at nothing else. */
export const isAboutOrigin = (answer: ProviderAnswer | undefined): boolean =>
  /\borigin\b/i.test(`${answer?.description}`)

export const isAboutProof = (answer: ProviderAnswer | undefined): boolean =>
  /dpop/i.test(`${answer?.error} ${answer?.description}`)

export const isMock = ({ settings }: Findings): boolean => settings.config.isLoopback

function judgeClient(findings: Findings): Verdict {
  const { code, console, settings, metadata } = findings
  if (!code) return notChecked('There is no token endpoint that could be asked.')
  const { clientId } = settings.config
  const said = answerOf(code.error)
  const announced = metadata.members['token_endpoint_auth_methods_supported']
  const isUnlisted = Array.isArray(announced) && !announced.includes('none')
  if (!code.error) return judgeTokens(findings)
  // Who may not use codes is known, unless that is said of a client in general.
  if (said && namesGrant(said)) return judgeRefusal(findings, said)
  if (isClientRefused(findings) && said) {
    return wrong(
      toWords(said),
      `${console.publicClient}: ${toShown(clientId)}`,
      ...(console.limit
        ? [console.limit]
        : ['If the id is wrong: set clientId to that of the client at the provider.']),
    )
  }
  switch (code.error.code) {
    case 'token-code-rejected':
      return ok(`asked for no secret${isUnlisted ? '; none is not in token_endpoint_auth_methods_supported' : ''}`)
    case 'token-refused':
      return judgeRefusal(findings, code.error.details)
    case 'token-unavailable':
      return notChecked(`The token endpoint gives no answer for now: ${code.heard?.why}.`)
    case 'token-redirected':
    case 'token-unreachable':
      return wrong(
        `the token endpoint: ${code.heard?.why}`,
        'It must answer POST by itself: compare token_endpoint in the metadata with the address that answers.',
      )
    default: {
      // Refused, though without a word that a program knows: what it says to a good code is another matter.
      const tell = code.heard?.status === 400 ? warning : wrong
      return tell(
        `the token endpoint: ${code.heard?.why}`,
        'It must answer 400 with {"error": "invalid_grant"} to a code that it does not know.',
      )
    }
  }
}

function judgeTokens(findings: Findings): Verdict {
  const tell = isMock(findings) ? warning : wrong
  return tell(
    'tokens for a made-up code',
    'The token endpoint must compare codes: this one gives tokens to whoever asks. A mock for tests does that, and nothing else may.',
  )
}

function judgeRefusal(findings: Findings, said: ProviderAnswer): Verdict {
  if (isAboutProof(said)) return notChecked('It wants a proof first: see the row about DPoP.')
  const remedy = toRemedy(toFacts(findings), said)
  if (remedy) return wrong(toWords(said), toShown(remedy))
  if (isAboutOrigin(said)) return notChecked('It refuses the origin first: see the row about CORS.')
  if (isAboutGrant(said)) return wrong(toWords(said), 'Allow the client the grant type authorization_code.')
  return warning(
    toWords(said),
    'A provider that knows a public client says invalid_grant to a made-up code; from this nobody can tell. Look whether the client is public, without a secret.',
  )
}
