import { onTestFinished } from 'vitest'

/** Collects, until the test is over, the reasons of rejections that nobody has handled, in Node and in a browser. */
export function collectUnhandledRejections(): readonly unknown[] {
  const reasons: unknown[] = []
  const note = (reason: unknown) => void reasons.push(reason)
  if (typeof window === 'undefined') {
    process.on('unhandledRejection', note)
    onTestFinished(() => void process.off('unhandledRejection', note))
  } else {
    addEventListener('unhandledrejection', note)
    onTestFinished(() => removeEventListener('unhandledrejection', note))
  }
  return reasons
}
