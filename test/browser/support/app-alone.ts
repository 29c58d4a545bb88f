import { resolve } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { Addresses } from '../../../demo/server/addresses.js'
import { readPlainApp } from '../../../demo/server/app-files.js'
import { createAppServer } from '../../../demo/server/app-server.js'
import { type Handler, type Listening, listen } from '../../../demo/server/listen.js'
import { buildPage } from './site.js'

/** The demo's app without its provider and its calendar, which are at addresses where nobody is. Gives its origin. */
export const useDemoApp = (addresses: Addresses): (() => string) =>
  useApp(async () => {
    const files = await readPlainApp('app', resolve('dist/index.js'))
    return createAppServer({ ...addresses, files, framework: undefined })
  })

/** The pages of the test app, of which each path has one, without anything else of the site. */
export const useTestApp = ({ issuer, api }: Addresses): (() => string) =>
  useApp(async () => {
    const files = new Map(await buildPage('plain'))
    const meta = `<meta name="issuer" content="${issuer}"><meta name="api-port" content="${new URL(api).port}">`
    return ({ url = '/' }, response) => {
      const file = files.get(new URL(url, 'http://localhost').pathname)
      if (file) response.setHeader('Content-Type', 'text/javascript').end(file)
      else
        response
          .setHeader('Content-Type', 'text/html')
          .end(
            `<!doctype html><html lang="en"><head>${meta}<link rel="icon" href="data:,"><script type="module" src="/plain.js"></script></head><body data-auth="pending"><p id="who"></p></body></html>`,
          )
    }
  })

function useApp(toHandler: () => Promise<Handler>): () => string {
  let server: Listening | undefined
  beforeAll(async () => {
    server = await listen('localhost', 0)
    server.serve(await toHandler())
  })
  afterAll(() => server?.close())
  return () => {
    if (!server) throw new Error('The app starts before the tests of the file')
    return server.origin
  }
}
