import type { Findings } from './findings.js'

/** What became of one check. */
export type Verdict =
  | ({ readonly verdict: 'ok' } & Told)
  | ({
      /** `warning`: it works, with a limit. `wrong`: a sign-in, a session or a call fails. */
      readonly verdict: 'warning' | 'wrong'
    } & Told)
  | {
      readonly verdict: 'not-checked'

      /** What is missing, in one sentence. */
      readonly found: string
      readonly set: readonly string[]
    }

type Told = {
  /** What is there, in a few words. */
  readonly found: string

  /** What to do, and the exact values to set: a sentence or a value each. */
  readonly set: readonly string[]
}

/** One check of what an app needs of its provider. */
export type Check = {
  readonly id: string

  /** What is looked at. */
  readonly what: string

  /** Holds what was found against what the core wants. */
  readonly judge: (findings: Findings) => Verdict
}

/** One line of what the doctor has found. */
export type Row = Omit<Check, 'judge'> & Verdict

export const ok = (found: string, ...set: readonly string[]): Verdict => ({ verdict: 'ok', found, set })
export const warning = (found: string, ...set: readonly string[]): Verdict => ({ verdict: 'warning', found, set })
export const wrong = (found: string, ...set: readonly string[]): Verdict => ({ verdict: 'wrong', found, set })
export const notChecked = (found: string): Verdict => ({ verdict: 'not-checked', found, set: [] })
