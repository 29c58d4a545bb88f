import { toFault } from '../protocol/ask.js'
import { isKeySet } from '../protocol/signature.js'
import { findUnsupported, ofMetadata } from './discovery-checks.js'
import type { Findings } from './findings.js'
import { type KeyReport, toTaken } from './keys.js'
import { type Check, notChecked, ok, type Verdict, warning, wrong } from './row.js'
import { toShown, toShownList } from './shown.js'

/** What ID tokens are signed with. */
export const KEY_CHECKS: readonly Check[] = [
  {
    id: 'algorithms',
    what: 'What ID tokens are signed with',
    judge: (findings) => {
      const { metadata } = findings
      const said = findUnsupported(findings, (feature) => feature.startsWith('id_token'))
      const announced = metadata.members['id_token_signing_alg_values_supported']
      return (
        said ??
        ofMetadata(findings, () => {
          const taken = toTaken(metadata)
          if (taken.length) return ok(announced ? taken.join(', ') : 'not announced: RS256')
          return wrong(
            toShownList(announced),
            'Sign ID tokens with a public key and announce it: HS256 needs a secret that a browser cannot keep, and none is no signature.',
            'id_token_signing_alg_values_supported: ["RS256"]',
          )
        })
      )
    },
  },
  { id: 'keys', what: 'The keys', judge: judgeKeys },
]

function judgeKeys({ keys, metadata }: Findings): Verdict {
  if (!keys) return notChecked('There is no jwks_uri that could be asked.')
  const { heard, reports } = keys
  if (!isKeySet(heard)) {
    const found = heard.status === 200 ? (heard.json ? 'no key set' : toFault(heard)) : heard.why
    return wrong(`${found} at ${toShown(heard.url)}`, 'The jwks_uri must answer 200 with {"keys": […]}.')
  }
  const names = (fault: KeyReport['fault']) =>
    reports.flatMap((report) => (report.fault === fault ? report.name : [])).join(', ')
  const open = names('private')
  if (open) {
    const fix = 'Take the private members out, and replace these keys: whoever has read them signs as the provider.'
    return wrong(`private keys are published: ${open}`, fix)
  }
  const good = reports.filter(({ algorithms }) => algorithms.length)
  const [short, unreadable] = [names('short'), names('unreadable')]
  const faults = [
    ...(short ? [`under 2048 bits: ${short}`] : []),
    ...(unreadable ? [`unreadable: ${unreadable}`] : []),
  ].join('; ')
  const taken = toTaken(metadata).join(', ')
  if (!good.length) {
    return wrong(
      faults || `${reports.length} keys, and none for ${taken}`,
      `Publish the key that signs ID tokens, for ${taken}: RSA of 2048 bits or more, or the curve of the algorithm, with use "sig" or without.`,
    )
  }
  if (faults) return warning(faults, 'An ID token that one of them signed is refused: replace them.')
  if (good.length > 1 && good.some(({ hasKid }) => !hasKid)) {
    return warning(
      `${good.length} keys, and not each has a kid`,
      'Give each key a kid and name it in the header of ID tokens: without it nobody knows which key is meant.',
    )
  }
  return ok(good.map(({ name, algorithms }) => `${name} (${algorithms.join(', ')})`).join('; '))
}
