import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { build } from 'esbuild'
import { html } from './html.js'
import { projectRoot } from './root.js'

export interface AppSetup {
  readonly issuer: string
  /** The calendar's address, without a slash at the end. */
  readonly api: string
  /** The file that `latchkey` stands for in the app's imports. */
  readonly sdk: string
}

interface AppFile {
  readonly type: string
  readonly body: Uint8Array
}

/** Builds the app, keeps the files in memory, and answers with them under the strictest policy it can live with. */
export async function createAppServer(
  setup: AppSetup,
): Promise<(request: IncomingMessage, response: ServerResponse) => void> {
  const files = await buildApp(setup)
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' ${setup.issuer}`,
    `connect-src ${setup.issuer} ${setup.api}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')

  return (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    const file = files.get(path === '/' ? '/index.html' : path)
    response.setHeader('Content-Security-Policy', policy)
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
    response.setHeader('Referrer-Policy', 'no-referrer')
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader('Cache-Control', 'no-cache')
    if (file === undefined) response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Nothing here.\n')
    else response.writeHead(200, { 'Content-Type': file.type }).end(file.body)
  }
}

async function buildApp({ issuer, api, sdk }: AppSetup): Promise<ReadonlyMap<string, AppFile>> {
  const folder = join(projectRoot(), 'demo', 'app')
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'main.ts')],
    outdir: '/',
    write: false,
    bundle: true,
    // Several files, so that latchkey's dynamic import stays one.
    splitting: true,
    format: 'esm',
    target: 'es2022',
    chunkNames: 'chunk-[hash]',
    alias: { latchkey: sdk },
    logLevel: 'silent',
  })
  const files = new Map<string, AppFile>()
  for (const { path, contents } of outputFiles) {
    files.set(`/${path.split(/[\\/]/).pop()}`, { type: 'text/javascript; charset=utf-8', body: contents })
  }
  // The addresses depend on the ports. Inline script is not allowed here, so the page carries them as metadata.
  const meta = html`<meta name="demo-issuer" content="${issuer}"><meta name="demo-api" content="${api}">`.text
  const page = (await readFile(join(folder, 'index.html'), 'utf8')).replace('<!-- addresses -->', meta)
  files.set('/index.html', { type: 'text/html; charset=utf-8', body: Buffer.from(page) })
  for (const [name, type] of [
    ['app.css', 'text/css; charset=utf-8'],
    ['icon.svg', 'image/svg+xml'],
  ] as const) {
    files.set(`/${name}`, { type, body: await readFile(join(folder, name)) })
  }
  return files
}
