// The site of docs/ beside the demo, which leads there. It is built at the first visit: few who start the demo want it.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { serveSite } from './serve-site.mjs'
import { ROOT } from './setup.mjs'

// Not by `http-equiv`: with a heading in the address a browser would only look for that.
const RELOAD = '<script>setTimeout(() => location.reload(), 2000)</script>\n'

const toPage = (sentence, isUnderWay) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>latchkey</title>
<main><h1>latchkey</h1><p>${sentence}</p></main>
${isUnderWay ? RELOAD : ''}</html>
`

/**
 * Serves the site and gives its origin; `command` is what builds it into a folder.
 * @param {{ port?: number, folder?: string, command?: readonly string[] }} [options]
 */
export function serveGuides({
  port = 0,
  folder = join(ROOT, '.cache', 'guides'),
  command = [join(ROOT, 'tools', 'docs.mjs'), '--build', '--out', folder],
} = {}) {
  /** @type {'unbuilt' | 'under way' | 'built' | 'failed'} */
  let state = 'unbuilt'
  const build = () => {
    state = 'under way'
    const builder = spawn(process.execPath, command, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] })
    builder.on('exit', (code) => {
      state = code === 0 ? 'built' : 'failed'
    })
    process.once('exit', () => builder.kill())
  }
  const ready = () => {
    if (state === 'unbuilt') build()
    if (state === 'built') return undefined
    return state === 'failed'
      ? toPage('The pages could not be built: the terminal says why.', false)
      : toPage('The pages are being built. That takes half a minute, once.', true)
  }
  return serveSite(folder, { port, ready })
}
