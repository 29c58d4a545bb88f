import { discoveryExplanations } from '../development/discovery-explanations.js'
import type { Facts } from '../development/explanation.js'
import type { AnyAuthError } from '../domain/errors.js'
import type { Findings } from './findings.js'
import { type Check, notChecked, ok, type Verdict, warning, wrong } from './row.js'
import { toCodePoint, toShown, toShownList } from './shown.js'

export const NO_METADATA = 'The metadata could not be had.'

/** What the provider says of itself. */
export const DISCOVERY_CHECKS: readonly Check[] = [
  { id: 'discovery', what: 'The metadata', judge: judgeDiscovery },
  { id: 'issuer', what: 'The issuer, character by character', judge: judgeIssuer },
  { id: 'endpoints', what: 'The addresses of its endpoints', judge: judgeEndpoints },
  {
    id: 'code-flow',
    what: 'The authorization code flow',
    judge: (findings) => {
      const said = findUnsupported(
        findings,
        (feature) => !/^(S256|code_challenge|id_token|userinfo|dpop|S256)/.test(feature),
      )
      return said ?? ofMetadata(findings, () => ok('response type code'))
    },
  },
  {
    id: 'pkce',
    what: 'PKCE with S256',
    judge: (findings) => {
      const said = findUnsupported(findings, (feature) => /^(S256|code_challenge)/.test(feature))
      const announced = findings.metadata.members['code_challenge_methods_supported']
      return said ?? ofMetadata(findings, () => ok(announced ? 'announced' : 'not announced: it is sent all the same'))
    },
  },
  { id: 'scopes', what: 'The scopes that are asked for', judge: judgeScopes },
]

export const toFacts = ({ settings: { config, origin } }: Findings): Facts => ({ config, origin })

/** A check of what the metadata say. */
export const ofMetadata = ({ metadata }: Findings, judge: () => Verdict): Verdict =>
  metadata.isThere ? judge() : notChecked(NO_METADATA)

function judgeDiscovery(findings: Findings): Verdict {
  const { metadata, console, settings } = findings
  const { heard, error, isThere } = metadata
  const url = toShown(heard?.url)
  if (isThere) return ok(url)
  const look = `issuer: it looks like ${console.issuer}`
  if (error?.code === 'discovery-invalid') {
    const { why, fix } = discoveryExplanations['discovery-invalid'](toFacts(findings), error.details)
    return wrong(`${toShown(error.details.why)} at ${url}`, toShown(why), ...fix.map(toShown), look)
  }
  const why = heard?.why ?? 'unreachable'
  return wrong(
    `${why} at ${url}`,
    why === 'redirected'
      ? 'The address of the metadata must answer by itself: a browser app follows no redirect there.'
      : `Nothing usable answers there: the host in ${toShown(settings.config.issuer)} is wrong, or the provider is down.`,
    look,
  )
}

function judgeIssuer(findings: Findings): Verdict {
  const { metadata, settings } = findings
  const configured = settings.config.issuer
  return ofMetadata(findings, () => {
    const announced = metadata.members['issuer']
    if (announced === configured) return ok(toShown(announced))
    const text = typeof announced === 'string' ? announced : `${typeof announced}`
    const { why, fix } = discoveryExplanations['discovery-issuer-mismatch'](toFacts(findings), {
      configured,
      announced: text.slice(0, 200),
    })
    return wrong(
      `the document has ${toShown(announced)}`,
      toDifference(configured, text),
      toShown(why),
      ...fix.map(toShown),
    )
  })
}

/** The first place at which two texts differ. */
function toDifference(one: string, other: string): string {
  const [ours, theirs] = [[...one], [...other]]
  const at = ours.findIndex((character, index) => character !== theirs[index])
  const place = at < 0 ? ours.length : at
  const tell = (character: string | undefined) => (character === undefined ? 'the end' : toCodePoint(character))
  return `They part at character ${place + 1}: ${tell(ours[place])} is set, ${tell(theirs[place])} is announced.`
}

function judgeEndpoints(findings: Findings): Verdict {
  const { refused, members, provider, isThere } = findings.metadata
  if (!isThere) return notChecked(NO_METADATA)
  const bad = [...refused].flatMap(([, error]) => (error.code === 'discovery-endpoint' ? error.details.endpoint : []))
  if (!bad.length) {
    const names = Object.keys(provider).filter((name) => /_endpoint$|^jwks_uri$/.test(name))
    return ok(`${names.length} are safe`)
  }
  const { fix } = discoveryExplanations['discovery-endpoint'](toFacts(findings), { endpoint: bad.join(', ') })
  const found = bad.map((name) => `${name} is ${members[name] === undefined ? 'missing' : toShown(members[name])}`)
  return wrong(found.join('; '), ...fix.map(toShown))
}

/** What the core says of a feature that is meant. */
export function findUnsupported(findings: Findings, isMeant: (feature: string) => boolean): Verdict | undefined {
  const { refused, members } = findings.metadata
  const found = [...refused].find(([, error]) => error.code === 'discovery-unsupported' && isMeant(toFeature(error)))
  if (!found) return undefined
  const [name, error] = found
  const { fix } = discoveryExplanations['discovery-unsupported'](toFacts(findings), { feature: toFeature(error) })
  return wrong(`${name} is ${toShownList(members[name])}`, ...fix.map(toShown))
}

const toFeature = (error: AnyAuthError): string => (error.code === 'discovery-unsupported' ? error.details.feature : '')

function judgeScopes(findings: Findings): Verdict {
  const { settings, metadata } = findings
  const { scopes } = settings.config
  return ofMetadata(findings, () => {
    const announced = metadata.members['scopes_supported']
    if (!Array.isArray(announced)) return ok(`${scopes.join(' ')}: the provider does not say which there are`)
    // Every provider has it, and need not say so (OpenID Connect Discovery 1.0, section 3).
    const isThere = (scope: string) => scope === 'openid' || announced.includes(scope)
    const missing = scopes.filter((scope) => !isThere(scope))
    if (!missing.length) return ok(scopes.join(' '))
    return warning(
      `not announced: ${missing.join(' ')}`,
      'A scope that the provider does not have is refused or dropped. Allow it there, or leave it away:',
      `scopes: [${scopes
        .filter(isThere)
        .map((scope) => `'${scope}'`)
        .join(', ')}]`,
    )
  })
}
