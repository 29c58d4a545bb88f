type Members = Readonly<Record<string, unknown>>

/** A claim as its type has it; `undefined` when it is of another one. */
type ToType = (value: unknown) => unknown

const toText: ToType = (value) => (typeof value === 'string' ? value : undefined)
const toNumber: ToType = (value) => (Number.isFinite(value) ? value : undefined)
// What is no positive number says that nobody knows when.
const toTime: ToType = (value) => (Number(value) > 0 ? toNumber(value) : undefined)
// Some providers send a text (Cognito).
const toTruth: ToType = (value) =>
  typeof value === 'boolean' ? value : value === 'true' || (value === 'false' ? false : undefined)
const toTexts: ToType = (value) =>
  Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined

/** The standard claims (OpenID Connect Core 1.0, sections 2 and 5.1) but `address`, with the types that `User` promises. */
const TYPES = new Map<string, ToType>([
  ...toRows(
    'iss acr name given_name family_name middle_name nickname preferred_username profile picture website email gender ' +
      'birthdate zoneinfo locale phone_number',
    toText,
  ),
  ...toRows('email_verified phone_number_verified', toTruth),
  ...toRows('auth_time', toTime),
  ...toRows('updated_at', toNumber),
  ...toRows('amr', toTexts),
])
const ADDRESS = new Map(toRows('formatted street_address locality region postal_code country', toText))

/**
 * Claims with the types that `User` promises: what is of another one is left out, and told of by its name. So are claims that are told
 * of elsewhere (section 5.6.2): they bring tokens of others along. What is not standard stays as it is.
 */
export function toTyped<Some extends Members>(claims: Some, tell: (name: string) => void): Some {
  const { _claim_names: _, _claim_sources: __, address, ...rest } = claims
  const isAddress = !Array.isArray(address) && Object(address) === address
  if (address !== undefined && address !== null && !isAddress) tell('address')
  const typed = {
    ...toTypes(rest, TYPES, tell),
    ...(isAddress && { address: toTypes(address as Members, ADDRESS, (name) => tell(`address.${name}`)) }),
  }
  // What is required is there, and has the type: it was checked before.
  return typed as Members as Some
}

function toTypes(members: Members, types: ReadonlyMap<string, ToType>, tell: (name: string) => void): Members {
  const kept = Object.entries(members).flatMap(([name, value]) => {
    if (value === null) return []
    const toType = types.get(name)
    const typed = toType ? toType(value) : value
    if (typed !== value) tell(name)
    return typed === undefined ? [] : [[name, typed] as const]
  })
  return Object.fromEntries(kept)
}

function toRows(names: string, toType: ToType): [string, ToType][] {
  return names.split(' ').map((name) => [name, toType])
}
