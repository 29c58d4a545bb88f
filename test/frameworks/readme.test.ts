/// <reference path="../../demo/server/oidc-provider.d.ts" />
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../demo/server/start-demo.js'
import { npmWith, ROOT } from '../../tools/setup.mjs'
import { useProfiles } from '../browser/support/profiles.js'
import { readPage, toBlocks, toSnippets } from '../docs/pages.js'
import { answers, findPort } from './support/rendered-app.js'

const README = readPage('README.md')
/** Where the commands of the page put the app, seen from this project. */
const WRITTEN = { app: '../my-app', provider: 'http://127.0.0.1:5171' }

const place = mkdtempSync(join(tmpdir(), 'latchkey-readme-'))
const app = join(place, 'my-app')
const newProfile = useProfiles()
let server: ChildProcess | undefined
let demo: Demo | undefined
let origin = ''

beforeAll(async () => {
  const commands =
    toBlocks(README)
      .find(({ code }) => code.includes('npm create'))
      ?.code.trim() ?? ''
  const last = play(commands.split('\n'))
  // The one that does not end: by what it calls, which ends when it is told to.
  expect(last).toBe('npm run dev')
  expect(JSON.parse(readFileSync(join(app, 'package.json'), 'utf8')).scripts.dev).toBe('vite')

  const port = String(await findPort())
  origin = `http://localhost:${port}`
  demo = await startDemo({ clientOrigins: [origin] })
  const code = toSnippets(README).find(({ name }) => name === 'src/main.tsx')?.code ?? ''
  writeFileSync(join(app, 'src/main.tsx'), code.replace(WRITTEN.provider, demo.provider))
  const { NODE_ENV: _mode, VITEST: _test, ...env } = process.env
  const program = [join('node_modules', 'vite', 'bin', 'vite.js'), '--port', port, '--strictPort']
  server = spawn(process.execPath, program, { cwd: app, env, stdio: ['ignore', 'ignore', 'inherit'] })
  await answers(`${origin}/`, server)
})

afterAll(async () => {
  await demo?.close()
  if (server?.exitCode === null && server.kill()) await once(server, 'exit')
  rmSync(place, { recursive: true, force: true })
})

/** Runs commands one after the other, as in a terminal in the project, but for the last, which it gives back. */
function play(commands: readonly string[]): string | undefined {
  let folder = ROOT
  for (const command of commands.slice(0, -1)) {
    const [program, ...words] = command.replaceAll(WRITTEN.app, relative(ROOT, app).replaceAll('\\', '/')).split(' ')
    if (program === 'cd') folder = join(folder, words.join(' '))
    // Whoever sits at a terminal is asked whether npm may fetch create-vite, and says yes.
    else expect([command, npmWith({ npm_config_yes: 'true' }, folder, ...words)]).toEqual([command, 0])
  }
  return commands.at(-1)
}

it('18.1: the commands of README.md make a new app, in which its code signs in, outlives a reload, and signs out', async () => {
  const tab = await (await newProfile()).openTab(origin)

  await tab.getByRole('button', { name: 'Sign in' }).click()
  await tab.getByTestId('persona-ada').click()
  await tab.getByTestId('consent-allow').click()
  await tab.getByRole('button', { name: 'Ada Lovelace' }).waitFor()
  expect(tab.url()).toBe(`${origin}/`)

  await tab.reload()
  await tab.getByRole('button', { name: 'Ada Lovelace' }).click()
  await tab.getByTestId('confirm-sign-out').click()
  await tab.getByRole('button', { name: 'Sign in' }).waitFor()
})

it('18.1: it compiles there as strictly as the new app would have it, and is built', () => {
  expect(npmWith({ NODE_ENV: 'production' }, app, 'run', 'build')).toBe(0)
})
