import { DOCTOR_HELP } from './doctor-help.js'
import { HELP } from './help.js'

/** What `--help` prints without a command. */
export const PROGRAM_HELP: string = `${DOCTOR_HELP}

${HELP}`
