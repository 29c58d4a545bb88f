import { html } from './html.js'

/** Where the provider and the calendar are. They depend on the ports. */
export interface Addresses {
  readonly issuer: string
  /** The calendar's address, without a slash at the end. */
  readonly api: string
  /** The microblog's, where the app has something to show of it. */
  readonly microblog?: string
}

/** Writes the addresses into an app's page, as metadata: inline script is not allowed there. */
export function writeAddresses(page: string, { issuer, api, microblog }: Addresses): string {
  const meta = html`<meta name="demo-issuer" content="${issuer}"><meta name="demo-api" content="${api}">${microblog ? html`<meta name="demo-microblog" content="${microblog}">` : ''}`
  return page.replace('<!-- addresses -->', meta.text)
}
