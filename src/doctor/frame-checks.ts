import { toUrl } from '../domain/address.js'
import type { Findings } from './findings.js'
import { findForbidding } from './framing-headers.js'
import { hasRefresh } from './refresh-checks.js'
import { type Check, notChecked, ok, type Verdict, warning } from './row.js'
import { isSameSite, toSite } from './site.js'
import { isRefusal } from './visit.js'

const REFUSED = 'The request is refused: see the rows before.'

/** What a frame that nobody sees can do. */
export const FRAME_CHECKS: readonly Check[] = [
  { id: 'silent', what: 'A sign-in that shows nothing', judge: judgeSilent },
  { id: 'framing', what: 'The same in a frame', judge: judgeFraming },
  { id: 'cookies', what: 'Cookies in a frame', judge: judgeCookies },
]

function judgeSilent({ came }: Findings): Verdict {
  if (!came || came.visit.kind === 'none') return notChecked('No answer came.')
  if (isRefusal(came.visit)) return notChecked(REFUSED)
  if (came.visit.kind === 'back') return ok('answered by a redirect')
  return warning(
    'prompt=none is answered with a page',
    "Nobody comes back from it: signIn({ mode: 'silent' }) ends in sign-in-no-answer. Keep persistence: 'browser' or 'tab', and use refresh tokens.",
  )
}

function judgeFraming({ came, metadata, settings: { origin, config } }: Findings): Verdict {
  if (!came || came.visit.kind === 'none') return notChecked('No answer came.')
  const { visit } = came
  // Browsers look at the page that is shown in the end, and not at what leads to it; that is the app's own here.
  if (visit.kind === 'back') return ok('a redirect, which shows nothing')
  if (isRefusal(visit)) return notChecked(REFUSED)
  if (visit.kind === 'away') return notChecked('The page is elsewhere, and was not asked.')
  const page = metadata.endpoint('authorization_endpoint') ?? config.issuer
  const forbidding = findForbidding(visit.headers, { origin, page })
  if (!forbidding) return ok('allowed')
  return warning(
    forbidding,
    'The page of the provider is not shown in a frame: there is no silent sign-in. Where the provider lets you, allow the origin of the app.',
    `Content-Security-Policy: frame-ancestors ${origin}`,
  )
}

function judgeCookies(findings: Findings): Verdict {
  const { settings, metadata } = findings
  const app = toUrl(settings.origin)
  const provider = toUrl(metadata.endpoint('authorization_endpoint') ?? settings.config.issuer)
  if (!app || !provider) return notChecked('There is no address to compare.')
  if (isSameSite(app, provider)) return ok(`one site: ${toSite(app)}`)
  const sites = `${toSite(app)} and ${toSite(provider)}`
  const has = hasRefresh(findings)
  if (has)
    return ok(`two sites (${sites}): renewal is by refresh token; persistence: 'memory' does not outlive a reload`)
  if (has === undefined) return notChecked(`Two sites (${sites}): without a refresh token there is no renewal.`)
  return warning(
    `two sites: ${sites}`,
    'Browsers keep the cookies of the provider from a frame: no silent renewal. Get refresh tokens, or serve the provider under the site of the app.',
  )
}
