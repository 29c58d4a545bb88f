import type { Elsewhere } from '../app/elsewhere.js'
import { html } from './html.js'

/** Where the provider and the calendar are. They depend on the ports. */
export interface Addresses {
  readonly issuer: string
  /** The calendar's address, without a slash at the end. */
  readonly api: string
  /** The microblog's, where the app has something to show of it. */
  readonly microblog?: string
  /** Where the site of docs/ is, if it is served. */
  readonly guides?: string | undefined
  /** What else an app has to know of a provider that is not the demo's own. */
  readonly elsewhere?: Elsewhere
}

/** Writes the addresses into an app's page, as metadata: inline script is not allowed there. */
export function writeAddresses(page: string, { issuer, api, microblog, guides, elsewhere }: Addresses): string {
  const content = { issuer, api, microblog, guides, elsewhere: elsewhere && JSON.stringify(elsewhere) }
  const meta = Object.entries(content).map(([name, text]) =>
    text === undefined ? undefined : html`<meta name="demo-${name}" content="${text}">`,
  )
  return page.replace('<!-- addresses -->', () => html`${meta}`.text)
}
