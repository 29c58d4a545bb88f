import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { App, Running } from '../provider.js'
import { type Api, createApi } from './api.js'

const ROOT = process.cwd()

/** The app in its variants: each is a page of its own, where the provider sends back to. */
export const VARIANTS = ['plain', 'dpop', 'par', 'own'] as const
export type Variant = (typeof VARIANTS)[number]

/** An app and two APIs, for a provider that is named later: it has to know the app before it runs. */
export interface Site {
  readonly app: App
  readonly api: Api
  /** Where the API is that takes every token of the provider. */
  readonly shared: string
  /** The options of a page: what `createAuth` is told, as data. */
  optionsOf(variant: Variant): object
  use(provider: Running): void
  close(): Promise<unknown>
}

export async function startSite(): Promise<Site> {
  const [script, app, api] = await Promise.all([bundle(), listen(), listen()])
  let provider: Running | undefined
  const known = () => {
    if (!provider) throw new Error('A provider is named first')
    return provider
  }
  const calls = createApi({ origin: api.origin, provider: known })
  const optionsOf = (variant: Variant) => toOptions(known(), variant, api.origin)
  app.answer((request, response) => answerPage(request, response, { script, optionsOf }))
  api.answer((request, response) => void calls.answer(request, response))
  return {
    app: {
      origin: app.origin,
      clientId: 'spa',
      clientName: 'spa',
      redirectUris: VARIANTS.map((variant) => `${app.origin}/${variant}/`),
      resource: `${api.origin}/own/`,
      scopes: [],
    },
    api: calls,
    shared: `${api.origin}/shared/`,
    optionsOf,
    use: (running) => {
      provider = running
    },
    close: () => Promise.all([app.close(), api.close()]),
  }
}

function toOptions({ issuer, clientId, options, ownToken }: Running, variant: Variant, api: string): object {
  const resource = `${api}/own/`
  return {
    issuer,
    clientId,
    redirectUri: `/${variant}/`,
    ...options,
    ...(variant === 'dpop' && { dpop: true }),
    ...(variant === 'par' && { par: true }),
    apis: {
      shared: { url: `${api}/shared/` },
      ...((variant === 'own' || variant === 'dpop') && {
        own: { url: resource, ...(ownToken === 'audience' ? { params: { audience: resource } } : { resource }) },
      }),
    },
  }
}

interface Page {
  readonly script: Uint8Array
  readonly optionsOf: (variant: Variant) => object
}

function answerPage(request: IncomingMessage, response: ServerResponse, { script, optionsOf }: Page): void {
  const [, first = ''] = new URL(request.url ?? '', 'http://localhost').pathname.split('/')
  const variant = VARIANTS.find((name) => name === first)
  if (first === 'app.js') response.setHeader('Content-Type', 'text/javascript').end(script)
  else if (variant === undefined) response.writeHead(404).end()
  else {
    const options = JSON.stringify(optionsOf(variant)).replaceAll('&', '&amp;').replaceAll('"', '&quot;')
    response
      .setHeader('Content-Type', 'text/html')
      .setHeader('Cache-Control', 'no-store')
      .end(
        `<!doctype html><html lang="en"><head><title>app</title><link rel="icon" href="data:,"><meta name="options" content="${options}">` +
          '<script type="module" src="/app.js"></script></head><body></body></html>',
      )
  }
}

async function bundle(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'test', 'browser', 'pages', 'any-provider.ts')],
    alias: { latchkey: join(ROOT, 'src', 'index.ts') },
    bundle: true,
    format: 'esm',
    write: false,
    ignoreAnnotations: true,
    logLevel: 'silent',
  })
  return outputFiles[0]?.contents ?? new Uint8Array()
}

/** Listens on a port of this machine. By the name that all servers of a run share: then they are one site to a browser. */
export async function listen(): Promise<{
  readonly origin: string
  readonly port: number
  answer(answerer: RequestListener): void
  close(): Promise<unknown>
}> {
  const server: Server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, 'localhost', resolve))
  // A server that listens on a port has an AddressInfo; the other types are for pipes and closed servers.
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://localhost:${port}`,
    port,
    answer: (answerer) => void server.on('request', answerer),
    close: () =>
      new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      }),
  }
}
