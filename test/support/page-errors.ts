import { onTestFinished } from 'vitest'

/** Collects, until the test is over, what is reported as the page's own error, and keeps it from the test runner. */
export function collectPageErrors(): readonly unknown[] {
  const errors: unknown[] = []
  const runner = process.listeners('uncaughtException')
  const collect = (error: unknown) => void errors.push(error)
  process.removeAllListeners('uncaughtException').on('uncaughtException', collect)
  onTestFinished(() => {
    process.off('uncaughtException', collect)
    for (const listener of runner) process.on('uncaughtException', listener)
  })
  return errors
}
