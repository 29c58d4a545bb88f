import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Addresses, writeAddresses } from './addresses.js'
import type { AppFile } from './app-files.js'

export interface AppSetup extends Addresses {
  /** By their paths. */
  readonly files: ReadonlyMap<string, AppFile>
  /** What the app is written with, if with anything. */
  readonly framework: string | undefined
  /** Whether to leave the policy out: for tests of what latchkey itself does not send. */
  readonly isOpen?: boolean | undefined
}

/** The policies of Trusted Types by which a framework makes elements of its own templates. */
const TRUSTED_TYPES: Readonly<Record<string, string>> = {
  vue: 'vue',
  svelte: 'svelte-trusted-html',
  solid: 'solid',
}

/** Answers with the files of an app under the strictest policy that it can live with. */
export function createAppServer(setup: AppSetup): (request: IncomingMessage, response: ServerResponse) => void {
  const { framework = '', files } = setup
  // An issuer may have a path; what it is asked for lies beside it.
  const origins = [setup.issuer, setup.api, setup.microblog].flatMap((address) =>
    address === undefined ? [] : new URL(address).origin,
  )
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' ${origins[0]}`,
    `connect-src ${origins.join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${TRUSTED_TYPES[framework] ?? "'none'"}`,
  ].join('; ')

  const { type = '', body = '' } = files.get('/index.html') ?? {}
  const page = { type, body: Buffer.from(writeAddresses(String(Buffer.from(body)), setup)) }

  return (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    // What a router of the app shows has the app's page, whatever the address.
    const isPage = path === '/' || path === '/index.html' || (framework !== '' && !/\.\w+$/.test(path))
    const file = isPage ? page : files.get(path)
    if (!setup.isOpen) response.setHeader('Content-Security-Policy', policy)
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
    response.setHeader('Referrer-Policy', 'no-referrer')
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader('Cache-Control', 'no-cache')
    if (file === undefined) response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Nothing here.\n')
    else response.writeHead(200, { 'Content-Type': file.type }).end(file.body)
  }
}
