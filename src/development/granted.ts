import type { Config } from '../client/config.js'
import { hasIdentity, type Session } from '../domain/session.js'

/** The claims that each identity scope is for (OpenID Connect Core 1.0, section 5.4). */
const CLAIMS: Readonly<Record<string, string>> = {
  profile:
    'name family_name given_name middle_name nickname preferred_username profile picture website gender birthdate zoneinfo locale updated_at',
  email: 'email email_verified',
  phone: 'phone_number phone_number_verified',
  address: 'address',
}

/** The scopes that were granted, none of whose claims came, although the provider could be asked for them. */
export function findWithoutClaims(session: Session, { userInfo }: Config): readonly string[] {
  if (userInfo || !hasIdentity(session) || !session.provider.userinfo_endpoint) return []
  return toScopes(session.scope).filter(
    (scope) => scope in CLAIMS && isGranted(scope, session.grant.scopes) && !hasClaims(scope, session),
  )
}

/** The scopes that were asked for and not granted, as far as anything would fail for the want of them. */
export function findDropped(session: Session, { apis }: Config): readonly string[] {
  const { grant, scope, without = '' } = session
  // Those of an API with a token of its own are granted with that.
  const own = apis.flatMap(({ audience, declared }) => (audience ? declared : []))
  const left = [...own, ...without.split(' ')].filter(
    (one) => !apis.some((api) => !api.audience && api.declared.includes(one)),
  )
  return (
    toScopes(scope)
      .filter((one) => !left.includes(one) && !isGranted(one, grant.scopes))
      // An ID token and a refresh token say by themselves whether they came, as claims do, whatever a provider lists.
      .filter((one) => !/^(openid|offline_access)$/.test(one) && !hasClaims(one, session))
  )
}

const toScopes = (scope: string): readonly string[] => scope.split(' ').filter(Boolean)

const hasClaims = (scope: string, { claims, info }: Session): boolean =>
  !!CLAIMS[scope]?.split(' ').some((claim) => claim in { ...info, ...claims })

/** Some providers write another case, or the address of the API before the name, or leave that away (Entra). */
function isGranted(scope: string, granted: readonly string[]): boolean {
  const asked = scope.toLowerCase()
  return granted.some((one) => {
    const given = one.toLowerCase()
    return given === asked || given.endsWith(`/${asked}`) || asked.endsWith(`/${given}`)
  })
}
