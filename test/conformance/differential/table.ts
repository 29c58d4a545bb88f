import type { Case, Verdict } from './journeys.js'

/** A lie, and what both say to it. */
export interface Judged {
  readonly told: Case
  readonly bare: Verdict
  readonly ours: Verdict
}

/** How latchkey's verdict differs from that of oauth4webapi alone. */
export const toDifference = ({ bare, ours }: Pick<Judged, 'bare' | 'ours'>): 'stricter' | 'laxer' | undefined => {
  if (bare.isAccepted === ours.isAccepted) return undefined
  return bare.isAccepted ? 'stricter' : 'laxer'
}

/** The table of all lies, in Markdown: the groups in their order, the lies of each by name. */
export function toTable(judged: readonly Judged[]): string {
  const groups = [...new Set(judged.map(({ told }) => told.group))]
  const count = (difference: 'stricter' | 'laxer') => judged.filter((row) => toDifference(row) === difference).length
  const rows = groups.flatMap((group) =>
    judged
      .filter(({ told }) => told.group === group)
      .sort((one, other) => (one.told.what < other.told.what ? -1 : 1))
      .map(toRow),
  )
  return `## Beside oauth4webapi

latchkey sends and reads the protocol by [oauth4webapi](https://github.com/panva/oauth4webapi). The same provider tells every lie
twice: to a relying party of oauth4webapi alone, with all the calls that its documentation asks for, and to latchkey. Of its codes
the \`OAUTH_\` is left out. Where the verdicts differ, the last column says how latchkey differs and why: stricter than the
library for what a specification says or an attack needs, laxer only where honest providers or devices need it, or where no check
depends on it.

${judged.length} lies: latchkey is stricter about ${count('stricter')} and laxer about ${count('laxer')}.

| about | what is told | oauth4webapi | latchkey | difference |
|---|---|---|---|---|
${rows.join('')}`
}

function toRow(row: Judged): string {
  const { told, bare, ours } = row
  const difference = toDifference(row)
  const cells = [told.group, told.what, toCode(bare), toCode(ours), difference ? `${difference}: ${told.reason}` : '']
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('<', '&lt;')).join(' | ')} |\n`
}

const toCode = ({ isAccepted, text }: Verdict): string => (isAccepted ? text : `\`${text}\``)
