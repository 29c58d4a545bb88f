import type { ChildProcess } from 'node:child_process'

const PATIENCE_MS = 600_000

/** Waits until an address answers, as long as the process that should answer there runs. */
export async function answers(address: string, process: ChildProcess): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
    const isThere = await fetch(address).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isThere) return
    if (process.exitCode !== null) throw new Error(`The process behind ${address} has ended`)
    await new Promise((resolve) => void setTimeout(resolve, 200))
  }
  throw new Error(`${address} does not answer`)
}
