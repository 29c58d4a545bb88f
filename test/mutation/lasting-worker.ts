import type { RunnerTask } from 'vitest'
import { type PoolOptions, type PoolWorker, ThreadsPoolWorker, type WorkerRequest } from 'vitest/node'
import { ChosenTests, type Coverage, IS_READ } from './chosen-tests.js'

/** After so many runs a thread has heard enough listeners of former ones. */
const RUNS_OF_A_THREAD = 100
/** What a test fails with that hangs. */
const HUNG = /timed out in \d+ms/

type Listener = (argument: unknown) => void
type Run = Extract<WorkerRequest, { readonly type: 'run' }>
type Files = Run['context']['files']

/** What Stryker has a file tell. */
interface Told {
  readonly mutantCoverage?: Coverage
}

const toPattern = (names: readonly string[]): RegExp => {
  const alternatives = names.map((name) => name.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
  return new RegExp(`^\\s*(${alternatives.join('|')})\\s*$`)
}

/** The tests of a file as Stryker names them: by the path of the file and all names that stand over it. */
const toNames = (task: RunnerTask): readonly string[] =>
  'tasks' in task ? task.tasks.flatMap(toNames).map((name) => `${task.name} ${name}`) : [task.name]

const isHung = (task: RunnerTask): boolean =>
  !!task.result?.errors?.some(({ message }) => HUNG.test(message)) || ('tasks' in task && task.tasks.some(isHung))

/** Known after the dry run. */
let tests: ChosenTests | undefined
let waiting: { readonly thread: ThreadsPoolWorker; readonly runs: number } | undefined

/**
 * A thread that goes on with the next mutant where the last one ended: what it has loaded stays, and only test files are read
 * anew. To load the whole for each of thousands of mutants would take hours. A mutant that is read while modules load, and the
 * run that finds out what tests cover, have a thread of their own.
 */
class LastingWorker implements PoolWorker {
  readonly name = 'lasting'
  readonly #thread: ThreadsPoolWorker
  readonly #isNew: boolean
  readonly #project: PoolOptions['project']
  readonly #runs: number
  readonly #listeners: [event: string, listener: Listener][] = []
  #mayLast: boolean

  constructor(options: PoolOptions) {
    this.#project = options.project
    const { mode, mutantActivation } = options.project.getProvidedContext()
    this.#mayLast = mode === 'mutant' && mutantActivation === 'runtime'
    const found = this.#mayLast ? waiting : undefined
    if (found) waiting = undefined
    this.#isNew = !found
    this.#thread = found?.thread ?? new ThreadsPoolWorker(options)
    this.#runs = (found?.runs ?? 0) + 1
  }

  on(event: string, listener: Listener): void {
    this.#listeners.push([event, listener])
    this.#thread.on(event, listener)
  }

  off(event: string, listener: Listener): void {
    this.#thread.off(event, listener)
  }

  send(message: WorkerRequest): void {
    if (message.type === 'stop') {
      this.#learn()
      // A test that hangs may have left a loop that goes on. How long a run takes says nothing: a machine may be busy.
      this.#mayLast &&= !this.#project.vitest.state.getFiles().some(isHung) && this.#runs < RUNS_OF_A_THREAD
    }
    // Whoever has stopped hears nothing any more.
    if (message.type === 'stop' && this.#mayLast) this.#tell({ type: 'stopped', __vitest_worker_response__: true })
    else this.#thread.send(message.type === 'run' ? this.#toRun(message) : message)
  }

  #toRun(message: Run): Run {
    return { ...message, context: { ...message.context, files: this.#choose(message.context.files) } }
  }

  #learn(): void {
    if (this.#project.getProvidedContext().mode !== 'dry-run') return
    const files = this.#project.vitest.state.getFiles()
    const found = files.flatMap(({ meta }) => (meta as Told).mutantCoverage ?? [])
    const all = files.flatMap(({ filepath, tasks }) => tasks.flatMap(toNames).map((name) => `${filepath}#${name}`))
    tests = new ChosenTests({ perTest: Object.assign({}, ...found.map(({ perTest }) => perTest)) }, all)
  }

  #choose(files: Files): Files {
    const { mode, mutantActivation, activeMutant = '' } = this.#project.getProvidedContext()
    const chosen = mode === 'mutant' ? tests?.choose(activeMutant, mutantActivation === 'static') : undefined
    if (!chosen?.size) return files
    return [...chosen].map(([filepath, names]) => ({
      filepath,
      fileTags: [],
      testNamePattern: toPattern([...names, IS_READ]),
    }))
  }

  #tell(message: unknown): void {
    for (const [event, listener] of this.#listeners) if (event === 'message') listener(message)
  }

  async start(): Promise<void> {
    if (this.#isNew) await this.#thread.start()
  }

  async stop(): Promise<void> {
    for (const [event, listener] of this.#listeners) this.#thread.off(event, listener)
    if (!this.#mayLast || waiting) return this.#thread.stop()
    waiting = { thread: this.#thread, runs: this.#runs }
  }

  deserialize(data: unknown): unknown {
    return data
  }
}

/** The pool of vitest that runs tests in a lasting thread. */
export const LASTING = {
  name: 'lasting',
  createPoolWorker: (options: PoolOptions): PoolWorker => new LastingWorker(options),
}
