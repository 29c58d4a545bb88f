import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { readBody } from './body.js'
import { PERSONAS } from './personas.js'
import { projectRoot } from './root.js'

export interface StaticFile {
  readonly type: string
  readonly body: Buffer
}

/** What the pages of both servers show besides themselves: their style, and a picture of everybody. */
export async function loadPageFiles(): Promise<ReadonlyMap<string, StaticFile>> {
  const folder = join(projectRoot(), 'demo', 'server')
  const files = new Map<string, StaticFile>()
  files.set('/provider.css', { type: 'text/css; charset=utf-8', body: await readFile(join(folder, 'provider.css')) })
  for (const { id } of PERSONAS) {
    const body = await readFile(join(folder, 'pictures', `${id}.svg`))
    files.set(`/pictures/${id}.svg`, { type: 'image/svg+xml', body })
  }
  return files
}

/** Sets the policy of a page whose forms lead back to apps of these origins. */
export function secure(response: ServerResponse, origins: readonly string[]): void {
  // The forms lead back by redirects, and form-action covers those too. script-src stands empty for the one
  // page of the library that submits itself: it adds the hash of its script.
  const policy = `default-src 'none'; script-src; style-src 'self'; img-src 'self'; form-action 'self' ${origins.join(' ')}; base-uri 'none'; frame-ancestors 'none'`
  response.setHeader('Content-Security-Policy', policy)
  // Not `no-referrer`: that makes the Origin of our own forms `null`.
  response.setHeader('Referrer-Policy', 'same-origin')
  response.setHeader('X-Content-Type-Options', 'nosniff')
}

export function sendFile(response: ServerResponse, file: StaticFile): void {
  response
    .writeHead(200, {
      'Content-Type': file.type,
      'Cache-Control': 'public, max-age=86400',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    })
    .end(file.body)
}

export function sendPage(response: ServerResponse, status: number, page: string): void {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }).end(page)
}

export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  return new URLSearchParams(await readBody(request))
}
