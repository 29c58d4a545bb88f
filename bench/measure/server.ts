import { type ChildProcess, fork } from 'node:child_process'
import type { ServerCalls } from '../server/main.js'

type Call = keyof ServerCalls
/** The server's functions, called from another process. */
export type Server = {
  readonly [Name in Call]: (
    argument: Parameters<ServerCalls[Name]>[0],
  ) => Promise<Awaited<ReturnType<ServerCalls[Name]>>>
} & { close(): void }

const CALLS: readonly Call[] = ['create', 'setClock', 'takeLog', 'isFamilyAlive']

/** Starts the server process from its bundled file. */
export function startServer(file: string): Server {
  // oidc-provider warns of development defaults and of Node versions; a bench on loopback has chosen them.
  const child = fork(file, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  })
  const waiting = listenTo(child)
  let last = 0
  const ask = (call: Call) => (argument: unknown) =>
    new Promise((resolve, reject) => {
      last += 1
      waiting.set(last, { resolve, reject })
      child.send({ id: last, call, argument })
    })
  return {
    // Every name of the list gets the one function; its types are those of the other process.
    ...(Object.fromEntries(CALLS.map((call) => [call, ask(call)])) as unknown as Server),
    close: () => void (child.connected && child.disconnect()),
  }
}

interface Waiting {
  resolve(result: unknown): void
  reject(error: Error): void
}

interface Reply {
  readonly id: number
  readonly result?: unknown
  readonly error?: string
}

function listenTo(child: ChildProcess): Map<number, Waiting> {
  const waiting = new Map<number, Waiting>()
  child.on('message', ({ id, result, error }: Reply) => {
    const one = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) one?.resolve(result)
    else one?.reject(new Error(error))
  })
  child.once('exit', (code) => {
    for (const one of waiting.values()) one.reject(new Error(`The server ended with ${code}`))
  })
  return waiting
}
