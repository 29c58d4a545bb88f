import { join } from 'node:path'
import type { Addresses } from './addresses.js'
import { readPlainApp } from './app-files.js'
import { createAppServer } from './app-server.js'
import type { Handler } from './listen.js'
import { projectRoot } from './root.js'
import { POSTBOX_PATH } from './settings.js'
import type { DemoOptions } from './start-demo.js'

/** Serves Postbox below its path of the app's origin, and leaves every other address to the app. */
export function besidePostbox(
  answer: Handler,
  { sdk = join(projectRoot(), 'dist', 'index.js'), isOpen, guides }: Pick<DemoOptions, 'sdk' | 'isOpen' | 'guides'>,
  microblog: string,
): Handler {
  const addresses: Addresses = { issuer: microblog, api: microblog, guides }
  // At the first visit: few who start the demo's servers want it.
  let built: Promise<Handler> | undefined
  const build = async () => {
    const files = await readPlainApp('postbox', sdk)
    return createAppServer({ ...addresses, files, framework: undefined, isOpen })
  }
  return (request, response) => {
    const { url = '' } = request
    if (!url.startsWith(POSTBOX_PATH)) return answer(request, response)
    built ??= build()
    built.then(
      (postbox) => {
        request.url = url.slice(POSTBOX_PATH.length - 1)
        postbox(request, response)
      },
      (error: unknown) => {
        console.error(error)
        response.writeHead(500).end()
      },
    )
  }
}
