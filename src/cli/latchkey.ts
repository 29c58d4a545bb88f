import { runCheckApi } from './check-api-command.js'
import { runDoctor } from './doctor-command.js'
import { PROGRAM_HELP } from './program-help.js'
import type { Terminal } from './terminal.js'

/** What of Node this program uses. The sources are checked without Node's types: nothing else of them may need it. */
declare const process: {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: { write(text: string): void }
  readonly stderr: { write(text: string): void }
  exitCode?: number
}

const terminal: Terminal = {
  env: process.env,
  print: (text) => process.stdout.write(`${text}\n`),
  complain: (text) => process.stderr.write(`${text}\n`),
}

const [command, ...words] = process.argv.slice(2)
// Not `exit`: what is printed into a pipe would be cut off.
process.exitCode = await run()

async function run(): Promise<number> {
  if (command === 'check-api') return runCheckApi(words, terminal)
  if (command === 'doctor') return runDoctor(words, terminal)
  if (command === '--help' || command === 'help') {
    terminal.print(PROGRAM_HELP)
    return 0
  }
  // What stands there may be a token that lost its option: it is not repeated.
  terminal.complain(`The first word is \`doctor\` or \`check-api\`.\n\n${PROGRAM_HELP}`)
  return 2
}
