import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly if?: string
  readonly with?: Readonly<Record<string, unknown>>
}
/** A job has steps, or is another workflow of the project. */
interface Job {
  readonly permissions?: Readonly<Record<string, string>>
  readonly needs?: string
  readonly uses?: string
  readonly 'timeout-minutes'?: number
  readonly steps?: readonly Step[]
}
export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, Job>>
}

/** Where the code host looks for what it runs. */
export const WORKFLOWS = '.github/workflows'

export const readWorkflow = (file: string): Workflow => parse(readFileSync(join(WORKFLOWS, file), 'utf8'))
export const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps }) => steps ?? [])
/** All that is run, by an action or by itself. */
export const runsOf = (workflow: Workflow) =>
  stepsOf(workflow).flatMap((step) => [step.run, step.with?.['version']].filter((run) => typeof run === 'string'))
