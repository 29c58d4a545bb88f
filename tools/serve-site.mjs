// Serves a folder of files on this machine alone, as a host of static sites does: `/errors` is the file errors.html.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, sep } from 'node:path'

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.md': 'text/markdown; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
}

/** A port that something else listens on. The message is one sentence for the person at the terminal. */
export class PortTaken extends Error {
  name = 'PortTaken'
}

/** Port 0 takes any free one. `ready` is asked before each answer: what it gives is answered in the place of a file. */
export async function serveSite(folder, { base = '/', port = 0, ready = () => undefined } = {}) {
  const server = createServer(async ({ url = '/' }, response) => {
    const waiting = ready()
    if (waiting) return response.writeHead(503, { 'content-type': TYPES['.html'], 'retry-after': '2' }).end(waiting)
    const found = await findFile(folder, base, url)
    const { status, file, body } = found ?? (await toNotFound(folder))
    const type = TYPES[extname(file)] ?? 'application/octet-stream'
    // The names of what is in there change with their contents.
    const cache = file.startsWith(join(folder, 'assets')) ? 'max-age=31536000, immutable' : 'no-cache'
    response.writeHead(status, { 'content-type': type, 'cache-control': cache }).end(body)
  })
  await new Promise((resolve, reject) => {
    server.once('error', (error) => {
      if (error.code !== 'EADDRINUSE') return reject(error)
      reject(new PortTaken(`Port ${port} is taken: stop what listens there, or choose another with --port.`))
    })
    server.listen(port, 'localhost', resolve)
  })
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve)
      server.closeAllConnections()
    })
  return { origin: `http://localhost:${server.address().port}`, close }
}

/** The file that an address means: itself, the index of a folder, or a page without the ending of its name. */
async function findFile(folder, base, url) {
  const path = toPath(url)
  if (path === undefined || !path.startsWith(base)) return undefined
  const name = path.slice(base.length)
  for (const candidate of [name, `${name}.html`, `${name}/index.html`]) {
    const file = join(folder, candidate)
    if (!file.startsWith(folder + sep)) continue
    const body = await readFile(file).catch(() => {
      // Not there, or a folder; the next candidate may be.
      return undefined
    })
    if (body) return { status: 200, file, body }
  }
  return undefined
}

function toPath(url) {
  try {
    return decodeURIComponent(new URL(url, 'http://localhost').pathname)
  } catch {
    // No address that a page of ours has.
    return undefined
  }
}

async function toNotFound(folder) {
  const file = join(folder, '404.html')
  return { status: 404, file, body: await readFile(file) }
}
