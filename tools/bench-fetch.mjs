// What `auth.fetch` adds to a call while a usable bearer token is in memory: `npm run bench:fetch`.
// Side by side with bare `fetch` in one page of Chromium, over a network that is a stub, so that only our own work is measured:
// 2,000 calls one after the other and 1,000 at once, in interleaved rounds. The median of the rounds counts; the page is on
// a loopback host, so what looks over a developer's shoulder is in it. Then the same call in a session that holds a token for
// each of 1,000 APIs, beside one that holds two.
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launchChromium } from './browser.mjs'
import { buildPackage, installPackages } from './setup.mjs'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const LIMIT_MICROSECONDS = 5
const MOST_TOKENS = 1_000
const LIMIT_GROWTH = 1.2

installPackages()
buildPackage()
const { build } = await import('esbuild')
const { createTestProvider } = await import(join(ROOT, 'dist', 'testing.js'))

const listen = (answer) =>
  new Promise((resolve) => {
    const server = createServer(async (request, response) => {
      const chunks = []
      for await (const chunk of request) chunks.push(chunk)
      await answer(request, response, Buffer.concat(chunks).toString())
    }).listen(0, '127.0.0.1', () => resolve(server))
  })

const { outputFiles } = await build({
  stdin: {
    contents: `
      import { createAuth } from 'latchkey'
      const issuer = document.querySelector('meta').content
      // With a token of its own each, but for the first.
      const count = Number(new URLSearchParams(location.search).get('more') ?? 0)
      const more = Array.from({ length: count }, (_, index) => [
        'api' + index,
        { url: '/api' + index + '/', params: { audience: 'api' + index } },
      ])
      window.auth = createAuth({
        issuer,
        clientId: 'bench',
        redirectUri: '/',
        apis: { api: { url: '/api/' }, ...Object.fromEntries(more) },
      })`,
    resolveDir: ROOT,
  },
  alias: { latchkey: join(ROOT, 'dist', 'index.js') },
  bundle: true,
  format: 'esm',
  minify: true,
  write: false,
})
const script = outputFiles[0].text

let provider
const id = await listen(async (request, response, body) => {
  const url = new URL(request.url, provider.issuer)
  response.setHeader('Access-Control-Allow-Origin', '*')
  if (url.pathname === '/authorize') return response.writeHead(302, { Location: await provider.authorize(url) }).end()
  if (url.pathname === '/favicon.ico') return response.writeHead(404).end()
  const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
  const answer = await provider.fetch(url, request.method === 'POST' ? { method: 'POST', headers, body } : { headers })
  answer.headers.forEach((value, name) => {
    response.setHeader(name, value)
  })
  response.writeHead(answer.status).end(await answer.text())
})
const app = await listen((request, response) => {
  if (request.url === '/app.js') response.setHeader('Content-Type', 'text/javascript').end(script)
  else
    response
      .setHeader('Content-Type', 'text/html')
      .end(
        `<!doctype html><meta name="issuer" content="${provider.issuer}"><script type="module" src="/app.js"></script>`,
      )
})
const origin = `http://localhost:${app.address().port}`
provider = createTestProvider({
  issuer: `http://127.0.0.1:${id.address().port}`,
  clientId: 'bench',
  redirectUri: `${origin}/`,
  accessTokenSeconds: 86_400,
})

const browser = await launchChromium()
try {
  const page = await browser.newPage()
  await page.goto(origin)
  await signIn(page)
  const measured = await page.evaluate(measure)
  for (const [name, { bare, ours }] of Object.entries(measured)) {
    console.log(
      `${name}: bare ${bare.toFixed(2)} µs, auth.fetch ${ours.toFixed(2)} µs, overhead ${(ours - bare).toFixed(2)} µs a call`,
    )
  }
  const growth = await measureGrowth()
  console.log(
    `with ${MOST_TOKENS} tokens of APIs ${growth.most.toFixed(2)} µs a call, with one ${growth.one.toFixed(2)} µs: ${growth.ratio.toFixed(2)} times`,
  )
  const worst = Math.max(...Object.values(measured).map(({ bare, ours }) => ours - bare))
  const isMet = worst < LIMIT_MICROSECONDS && growth.ratio <= LIMIT_GROWTH
  console.log(`limits ${LIMIT_MICROSECONDS} µs, ${LIMIT_GROWTH} times: ${isMet ? 'met' : 'NOT met'}`)
  process.exitCode = isMet ? 0 : 1
} finally {
  await browser.close()
  for (const server of [app, id]) {
    server.close()
    server.closeAllConnections()
  }
}

async function signIn(page) {
  await page.waitForFunction(() => window.auth?.state.status === 'signed-out')
  await page.evaluate(() => void window.auth.signIn())
  await page.waitForFunction(() => window.auth?.state.status === 'signed-in')
}

/** The cost of a call to the last API, with one API's token beside the sign-in's and with a thousand. */
async function measureGrowth() {
  // A session of its own each time: one keeps the tokens that it has.
  const costOf = async (count) => {
    const context = await browser.newContext()
    try {
      const page = await context.newPage()
      await page.goto(origin)
      await signIn(page)
      await page.goto(`${origin}/?more=${count}`)
      await page.waitForFunction(() => window.auth?.state.status === 'signed-in')
      return await page.evaluate(measureLast, count)
    } finally {
      await context.close()
    }
  }
  const rounds = []
  for (let round = 0; round < 3; round += 1) rounds.push({ one: await costOf(1), most: await costOf(MOST_TOKENS) })
  const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]
  return {
    one: median(rounds.map(({ one }) => one)),
    most: median(rounds.map(({ most }) => most)),
    ratio: median(rounds.map(({ one, most }) => most / one)),
  }
}

/** Runs in the page. Fetches the token of each API that has none, then measures a call to the last: microseconds, the best of some batches. */
async function measureLast(count) {
  const urlOf = (index) => `${location.origin}/api${index}/things`
  const response = new Response('{}')
  const real = globalThis.fetch
  globalThis.fetch = (input, init) =>
    `${input}`.startsWith(location.origin) ? Promise.resolve(response) : real(input, init)
  for (let index = 0; index < count; index += 1) await window.auth.fetch(urlOf(index))
  const { tokens } = await window.auth.inspect()
  const held = Object.values(tokens).filter(Boolean).length
  // The sign-in's own, and one for each of the others.
  if (held !== count + 1) throw new Error(`${held} tokens in place of ${count + 1}`)
  const url = urlOf(count - 1)
  let best = Number.POSITIVE_INFINITY
  for (let batch = 0; batch < 20; batch += 1) {
    const start = performance.now()
    for (let done = 0; done < 1_000; done += 1) await window.auth.fetch(url)
    best = Math.min(best, performance.now() - start)
  }
  return best
}

/** Runs in the page. Microseconds per call, medians over the rounds. */
async function measure() {
  const response = new Response('{}')
  let withToken = 0
  const stub = (_, init) => {
    if (init?.headers) withToken += 1
    return Promise.resolve(response)
  }
  globalThis.fetch = stub
  const url = `${location.origin}/api/things`
  const bare = () => globalThis.fetch(url, { method: 'GET' })
  const ours = () => window.auth.fetch(url, { method: 'GET' })
  const sequential = async (call, count) => {
    const start = performance.now()
    for (let done = 0; done < count; done += 1) await call()
    return ((performance.now() - start) * 1000) / count
  }
  const concurrent = async (call, count) => {
    const start = performance.now()
    await Promise.all(Array.from({ length: count }, call))
    return ((performance.now() - start) * 1000) / count
  }
  const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]
  const sideBySide = async (run, count) => {
    const [all, own] = [[], []]
    // The first rounds warm the engine up.
    for (let round = 0; round < 15; round += 1) {
      const [one, other] = [await run(bare, count), await run(ours, count)]
      if (round >= 4) {
        all.push(one)
        own.push(other)
      }
    }
    return { bare: median(all), ours: median(own) }
  }
  const result = {
    '2,000 calls one after the other': await sideBySide(sequential, 2_000),
    '1,000 calls at once': await sideBySide(concurrent, 1_000),
  }
  if (!withToken) throw new Error('No call carried a token')
  return result
}
