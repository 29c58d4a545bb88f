import { diagnose } from '../doctor/diagnose.js'
import { toSettings } from '../doctor/options.js'
import { toReport } from '../doctor/report.js'
import { toDoctorCommandLine } from './doctor-command-line.js'
import { DOCTOR_HELP } from './doctor-help.js'
import type { Terminal } from './terminal.js'

/** Runs `latchkey doctor` and gives the status that the program ends with. */
export async function runDoctor(words: readonly string[], terminal: Terminal): Promise<0 | 1 | 2> {
  const asked = toDoctorCommandLine(words)
  if (asked.wants === 'help') {
    terminal.print(DOCTOR_HELP)
    return 0
  }
  const because = asked.wants === 'usage' ? asked.because : findMistake(asked.options)
  if (asked.wants === 'usage' || because !== undefined) {
    terminal.complain(`${because}\n\n${DOCTOR_HELP}`)
    return 2
  }
  const diagnosis = await diagnose(asked.options)
  terminal.print(asked.json ? JSON.stringify(diagnosis, undefined, 2) : toReport(diagnosis))
  return diagnosis.rows.some(({ verdict }) => verdict === 'wrong') ? 1 : 0
}

/** What the core says of the options; nothing when it takes them. */
function findMistake(options: Parameters<typeof toSettings>[0]): string | undefined {
  try {
    toSettings(options)
    return undefined
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return `${error.message}.`
  }
}
