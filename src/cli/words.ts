/** The words behind a command, taken apart. */
export type Words = {
  /** The value of each option that has one, by the name of ours. */
  readonly values: Readonly<Record<string, string>>
  readonly switches: ReadonlySet<string>
  /** What belongs to no option. */
  readonly others: readonly string[]
}

/** The options of a command: those with a value, by the name of ours, and those without. */
export type Grammar = { readonly texts: Readonly<Record<string, string>>; readonly switches: readonly string[] }

/** Takes the words apart; or says, in a sentence that repeats no value, why they cannot be understood. */
export function readWords(words: readonly string[], { texts, switches }: Grammar): Words | string {
  const values: Record<string, string> = {}
  const on = new Set<string>()
  const others: string[] = []
  const rest = words.flatMap((word) => (/^--[a-z-]+=/.test(word) ? split(word) : [word]))
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const name = Object.hasOwn(texts, word) ? texts[word] : undefined
    if (switches.includes(word)) on.add(word)
    else if (name === undefined && word.startsWith('-')) return 'There is no such option.'
    else if (name === undefined) others.push(word)
    else if (name in values) return `The option ${word} is given twice.`
    else {
      const value = rest.shift()
      if (value === undefined || value.startsWith('--')) return `The option ${word} has no value.`
      values[name] = value
    }
  }
  return { values, switches: on, others }
}

/** An option and its value, of one word. */
function split(word: string): readonly string[] {
  const end = word.indexOf('=')
  return [word.slice(0, end), word.slice(end + 1)]
}
