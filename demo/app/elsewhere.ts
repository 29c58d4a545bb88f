import type { AuthOptions } from 'latchkey'

/** What the server says of a provider that is not the demo's own: `npm start -- --provider google`. */
export interface Elsewhere {
  /** What users call it. */
  readonly title: string
  /** What runs in its place, and what is different at the provider itself. */
  readonly note: string
  /** The address of the page about it, below this app's. */
  readonly page: string
  readonly options: Pick<AuthOptions, 'clientId' | 'scopes' | 'authorizationParams'>
  /** Whose calendar it is, where it is, without a slash at the end, and what it may be asked for. */
  readonly calendar: { readonly api: 'demo' | 'google'; readonly url: string; readonly scopes: readonly string[] }
}

const written = document.querySelector<HTMLMetaElement>('meta[name="demo-elsewhere"]')?.content

/** Where the app signs in and whose calendar it calls; `undefined` at the demo's own. */
export const ELSEWHERE: Elsewhere | undefined = written === undefined ? undefined : JSON.parse(written)
