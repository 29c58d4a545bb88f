// Here a token is looked at as a text of three parts and nothing else: which of it is a header, claims or a signature is known
// by its place. Nothing of it is decoded. That is for the people behind an API, to whom the token is addressed.

const JWT = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/

// Both types, for an API that looks at `typ` first would refuse for that alone; and both spellings, for libraries have compared
// with the small one only.
const HEADERS = ['at+jwt', 'JWT'].flatMap((typ) => ['none', 'None'].map((alg) => JSON.stringify({ typ, alg })))

/** The token with another signature; `undefined` when it does not have the form of a JWT. */
export function withChangedSignature(token: string): string | undefined {
  const [, header, claims, signature = ''] = JWT.exec(token) ?? []
  if (header === undefined) return undefined
  // The first character: of the last one some bits may stand for nothing.
  return `${header}.${claims}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
}

/** The claims of the token under headers that say it needs no signature; none when it does not have the form of a JWT. */
export function withoutSignature(token: string): readonly string[] {
  const [, header, claims] = JWT.exec(token) ?? []
  if (header === undefined) return []
  return HEADERS.map((text) => `${btoa(text).replace(/=+$/, '')}.${claims}.`)
}
