import type { PageConfig } from '../server/pages.js'

/** What every app exports: the same few acts, done the way its SDK documents them. */
export interface App {
  /** Makes the client and settles who the user is, from a redirect back or from what is stored. */
  start(): Promise<boolean>
  /** Leaves for the provider. */
  signIn(): unknown
  /** A request to the API with the access token. */
  call(url: string): Promise<Response>
  /** A further client in the same page, with an id of its own, signed out. */
  another(clientId: string): unknown
  /** As many cached tokens (or declared APIs) as asked. Left out by SDKs that hold one token. */
  cacheTokens?(count: number): Promise<(url: string) => Promise<Response>>
}

declare global {
  var benchConfig: PageConfig
  var benchStart: number
  var benchClock: ((ms: number) => void) | undefined
}

export const config = (): PageConfig => globalThis.benchConfig
