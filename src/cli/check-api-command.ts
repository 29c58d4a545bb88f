import { checkApi } from '../testing/api-check/check-api.js'
import { toCommandLine } from './command-line.js'
import { HELP } from './help.js'
import type { Terminal } from './terminal.js'

/** Runs `latchkey check-api` and gives the status that the program ends with. */
export async function runCheckApi(words: readonly string[], terminal: Terminal): Promise<0 | 1 | 2> {
  const asked = toCommandLine(words, terminal.env)
  if (asked.wants === 'help') {
    terminal.print(HELP)
    return 0
  }
  if (asked.wants === 'usage') {
    terminal.complain(`${asked.because}\n\n${HELP}`)
    return 2
  }
  try {
    const { rows, wrong, table } = await checkApi(asked.address, asked.options)
    terminal.print(asked.json ? JSON.stringify(rows, undefined, 2) : table)
    return wrong.length > 0 ? 1 : 0
  } catch (error) {
    if (!(error instanceof Error)) throw error
    // Its messages hold no value of an option.
    terminal.complain(`${error.message}.`)
    return error instanceof TypeError ? 2 : 1
  }
}
