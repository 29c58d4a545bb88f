import { isSafeUrl, toUrl } from '../domain/address.js'
import type { Findings } from './findings.js'
import { isOfflineAccess } from './refresh-checks.js'
import { toLiteral } from './shown.js'

const DEFAULT_SCOPES = 'openid profile email'

/** The call of `createAuth` that fits what was found. */
export function toCreateAuthCall(findings: Findings): string {
  const { settings, console, metadata } = findings
  const { config, origin, api } = settings
  const { dpop, par, redirectUri, clientId } = config
  const scopes = [...new Set([...config.scopes, ...(isOfflineAccess(findings) ? ['offline_access'] : [])])]
  const list = (texts: readonly string[]) => `[${texts.map(toLiteral).join(', ')}]`
  const record = (values: Readonly<Record<string, string>>) =>
    `{ ${Object.entries(values)
      .map(([name, value]) => `${name}: ${toLiteral(value)}`)
      .join(', ')} }`
  const logout = metadata.isThere ? toLogout(findings) : undefined
  const called = toUrl(api)
  const members = [
    `issuer: ${toLiteral(toIssuer(findings))}`,
    `clientId: ${toLiteral(clientId)}`,
    redirectUri !== `${origin}/` && `redirectUri: ${toLiteral(redirectUri)}`,
    scopes.join(' ') !== DEFAULT_SCOPES && `scopes: ${list(scopes)}`,
    console.parameters && `authorizationParams: ${record(console.parameters)}`,
    dpop && 'dpop: true',
    par && 'par: true',
    logout && `endSession: { url: ${toLiteral(logout.url)}, params: ${record(logout.params)} }`,
    called && `apis: { api: { url: ${toLiteral(called.origin + called.pathname)} } }`,
  ].filter((member) => typeof member === 'string')
  return [
    "import { createAuth } from 'latchkey'",
    '',
    'export const auth = createAuth({',
    ...members.map((member) => `  ${member},`),
    '})',
  ].join('\n')
}

/** The announced issuer where that is the provider's that was asked, and could be set. */
function toIssuer({ settings: { config }, metadata: { members } }: Findings): string {
  const announced = members['issuer']
  const [ours, theirs] = [toUrl(config.issuer), toUrl(announced)]
  const isSame = theirs && theirs.hostname === ours?.hostname && isSafeUrl(theirs, config.isLoopback)
  return isSame && typeof announced === 'string' && !/[?#{]/.test(announced) ? announced : config.issuer
}

function toLogout({ console: { logout }, settings: { config }, metadata }: Findings) {
  const announced = metadata.endpoint('end_session_endpoint')
  const base = toUrl(metadata.endpoint('authorization_endpoint'))
  if (!logout || !base || (announced && !logout.isOnly)) return undefined
  return { url: announced ?? base.origin + logout.path, params: { [logout.parameter]: config.postLogoutRedirectUri } }
}
