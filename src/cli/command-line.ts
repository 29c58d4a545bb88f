import type { CheckApiOptions } from '../testing/api-check/options.js'

/** What was asked for; or, in a sentence that repeats nothing of it, why that cannot be understood. */
export type CommandLine =
  | { readonly wants: 'help' }
  | { readonly wants: 'usage'; readonly because: string }
  | { readonly wants: 'check'; readonly address: string; readonly json: boolean; readonly options: CheckApiOptions }

const TOKENS = {
  '--token': 'token',
  '--id-token': 'idToken',
  '--foreign-token': 'foreignToken',
  '--expired-token': 'expiredToken',
  '--narrow-token': 'narrowToken',
} as const
const TEXTS = { ...TOKENS, '--origin': 'origin', '--method': 'method', '--timeout-seconds': 'timeoutSeconds' } as const
const SWITCHES = ['--dpop', '--json']

/** Reads the words behind the command, and the tokens that are in the environment. */
export function toCommandLine(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): CommandLine {
  if (words.includes('--help')) return { wants: 'help' }
  const given: Record<string, string> = {}
  const on = new Set<string>()
  const addresses: string[] = []
  const rest = words.flatMap((word) => (/^--[a-z-]+=/.test(word) ? split(word) : [word]))
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const name = toName(word)
    if (SWITCHES.includes(word)) on.add(word)
    else if (name === undefined && word.startsWith('-')) return usage('There is no such option.')
    else if (name === undefined) addresses.push(word)
    else if (name in given) return usage(`The option ${word} is given twice.`)
    else {
      const value = rest.shift()
      if (value === undefined || value.startsWith('--')) return usage(`The option ${word} has no value.`)
      given[name] = value
    }
  }
  const [address, other] = addresses
  if (address === undefined) return usage('The address of the API is missing.')
  if (other !== undefined) return usage('There is more than one address.')
  const { timeoutSeconds, ...texts } = { ...fromEnvironment(env), ...given }
  const options = {
    ...texts,
    ...(timeoutSeconds !== undefined && { timeoutSeconds: Number(timeoutSeconds) }),
    dpop: on.has('--dpop'),
  }
  return { wants: 'check', address, json: on.has('--json'), options }
}

const usage = (because: string): CommandLine => ({ wants: 'usage', because })

const toName = (word: string): string | undefined =>
  Object.hasOwn(TEXTS, word) ? TEXTS[word as keyof typeof TEXTS] : undefined

/** An option and its value, of one word. */
function split(word: string): readonly string[] {
  const end = word.indexOf('=')
  return [word.slice(0, end), word.slice(end + 1)]
}

/** Of `LATCHKEY_ID_TOKEN` and the like; an empty one is not given. */
function fromEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const found = Object.entries(TOKENS).map(([option, name]) => [
    name,
    env[`LATCHKEY_${option.slice(2).replace('-', '_').toUpperCase()}`] ?? '',
  ])
  return Object.fromEntries(found.filter(([, value]) => value !== ''))
}
