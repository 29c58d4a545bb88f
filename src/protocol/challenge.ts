/** One challenge of a `WWW-Authenticate` header: its scheme in small letters, its parameters by names in small letters. */
export interface AuthenticateChallenge {
  readonly scheme: string
  readonly parameters: ReadonlyMap<string, string>
}

// One after the other: `name = token`, `name = "quoted"`, a comma, or a word that begins a challenge, with a token68 or not.
const PIECE =
  /\s*(?:,|([!#$%&'*+.^`|~\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))|([!#$%&'*+.^`|~\w-]+)(?:\s+[\w.~+/-]+=*(?=\s*(?:,|$)))?)/y
const LONGEST = 8_192

/** The challenges of a header (RFC 9110 section 11.6.1): several, in any case. What cannot be read ends the list. */
export function parseChallenges(header: string): readonly AuthenticateChallenge[] {
  const found: { scheme: string; parameters: Map<string, string> }[] = []
  const text = header.slice(0, LONGEST)
  PIECE.lastIndex = 0
  for (let piece = PIECE.exec(text); piece?.[0]; piece = PIECE.exec(text)) {
    const [, name, quoted, plain, scheme] = piece
    if (scheme) found.push({ scheme: scheme.toLowerCase(), parameters: new Map() })
    const parameters = found.at(-1)?.parameters
    // The first of a repeated one: whoever appended another could otherwise change what was said.
    if (name && parameters && !parameters.has(name.toLowerCase()))
      parameters.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '')
  }
  return found
}
