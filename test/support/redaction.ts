import { inspect } from 'node:util'
import { spell, toBytes } from './bytes.js'

const PIECE = 12

/** Everything that can be seen of something, hidden members, causes and stacks included. */
export const toSeen = (what: unknown): string =>
  inspect(what, { depth: 12, showHidden: true, maxArrayLength: 1_000, maxStringLength: 100_000, breakLength: Infinity })

/** The pieces of a secret as somebody could write them down: raw, percent-encoded, in base64 and in hex. */
function toPieces(secret: string): readonly string[] {
  const bytes = toBytes(secret)
  const written = [
    secret,
    encodeURIComponent(secret),
    spell(bytes, 'base64'),
    spell(bytes, 'base64url'),
    spell(bytes, 'hex'),
  ]
  return written.flatMap((text) => {
    // Its two ends, in pieces: what is longer than two of them holds one whole.
    const ends = text.length > 8 * PIECE ? [text.slice(0, 4 * PIECE), text.slice(-4 * PIECE)] : [text]
    return ends.flatMap((end) =>
      Array.from({ length: Math.floor(end.length / PIECE) }, (_, index) =>
        end.slice(index * PIECE, (index + 1) * PIECE),
      ),
    )
  })
}

/** The secrets of which a piece stands in a text, each by what it is. */
export function findLeaks(seen: string, secrets: ReadonlyMap<string, string>): readonly string[] {
  const leaks: string[] = []
  for (const [secret, kind] of secrets) {
    const piece = secret.length >= PIECE && toPieces(secret).find((text) => seen.includes(text))
    if (piece) leaks.push(`${kind}: ${piece}`)
  }
  return leaks
}
