import { clockOffset } from './clock.js'
import type { Handler } from './listen.js'
import type { SiteSpec } from './site.js'

/** What an app is told by its page. */
export interface PageConfig {
  readonly issuer: string
  readonly clientId: string
  readonly scope: string
  readonly apiScope: string
  readonly api: string
}

/** Serves an app: its files, and its page at every other address. */
export function createPages(config: PageConfig, { files, preloads }: Pick<SiteSpec, 'files' | 'preloads'>): Handler {
  return (request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    const script = files[path]
    if (script !== undefined)
      return void response
        .writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'max-age=600' })
        .end(script)
    if (path === '/favicon.ico') return void response.writeHead(204).end()
    const html = path === '/silent.html' ? SILENT : page(config, preloads)
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(html)
  }
}

/** Where keycloak-js lets its frame land. */
const SILENT = '<!doctype html><script>parent.postMessage(location.href, location.origin)</script>'

function page(config: PageConfig, preloads: readonly string[]): string {
  return `<!doctype html><html><head><meta charset="utf-8"><title>bench</title>
<script>
globalThis.benchConfig = ${JSON.stringify(config)};
globalThis.benchStart = performance.now();
${clockOffset() === 0 ? '' : movedClock(clockOffset())}
</script>
${preloads.map((path) => `<link rel="modulepreload" href="${path}">`).join('\n')}</head><body><script type="module" src="/app.js"></script></body></html>`
}

/** The page's share of the moved clock: `benchClock(0)` brings it back to the present. */
const movedClock = (ms: number) => `
{
  let offset = ${ms}
  const Real = Date
  globalThis.benchClock = (ms) => { offset = ms }
  globalThis.Date = class extends Real {
    constructor(...args) { args.length === 0 ? super(Real.now() + offset) : super(...args) }
    static now() { return Real.now() + offset }
  }
}`
