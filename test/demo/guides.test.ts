/// <reference path="../../demo/server/oidc-provider.d.ts" />
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { startDemo } from '../../demo/server/start-demo.js'
import { serveGuides } from '../../tools/guides.mjs'
import { toAnchors } from '../docs/links.js'

it('18.5: each guide that the demo leads to is a page, and has the heading', () => {
  const pages = ['demo/app/index.html', 'demo/postbox/index.html'].map((page) => readFileSync(page, 'utf8'))
  const places = pages.flatMap((page) => page.match(/data-guide.*/g) ?? [])
  const links = places.flatMap((place) => [...place.matchAll(/href="\/([^"]*)"/g)].map(([, link = '']) => link))
  const broken = links.filter((link) => {
    const [path, anchor] = link.split('#')
    const file = `docs/${path || 'index'}.md`
    return !existsSync(file) || (anchor !== undefined && !toAnchors(readFileSync(file, 'utf8')).has(anchor))
  })

  expect(links).toHaveLength(7)
  expect(broken).toEqual([])
})

it('18.5: Postbox is told where the guides are, as the to-do list is', async () => {
  const guides = 'http://localhost:5175'
  const demo = await startDemo({ guides, sdk: resolve('src/index.ts'), answer: (_, response) => response.end() })
  onTestFinished(demo.close)

  expect(await (await fetch(demo.postbox)).text()).toContain(`<meta name="demo-guides" content="${guides}">`)
})

async function start(script: string) {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-guides-'))
  const site = await serveGuides({ folder, command: ['-e', script, folder] })
  onTestFinished(async () => {
    await site.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return (path: string) => fetch(`${site.origin}${path}`)
}

it('18.5: the site is built at the first visit, and there is a page that says so and asks again', async () => {
  const visit = await start(
    `require('node:fs').writeFileSync(require('node:path').join(process.argv[1], 'tokens.html'), '<h1>Two tokens</h1>')`,
  )

  const first = await visit('/tokens')
  const said = await first.text()
  await expect.poll(async () => (await visit('/tokens')).status).toBe(200)

  expect(first.status).toBe(503)
  expect(said).toContain('location.reload()')
  expect(await (await visit('/tokens')).text()).toBe('<h1>Two tokens</h1>')
})

it('18.5: a site that cannot be built is said to be none, once and for all', async () => {
  const visit = await start('process.exit(1)')

  await visit('/')
  await expect.poll(async () => (await visit('/')).text()).toContain('could not be built')

  expect(await (await visit('/')).text()).not.toContain('reload')
})
