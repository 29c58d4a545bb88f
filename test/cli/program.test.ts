import { execFile } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { APP, startCalendarApi, startFront, type Tokens } from '../support/calendar-api.js'
import { type Packed, pack } from '../support/packed.js'
import { serveProviderSite } from '../support/serve-provider-site.js'

let packed: Packed
let api: Awaited<ReturnType<typeof startCalendarApi>>

beforeAll(async () => {
  packed = await pack()
  api = await startCalendarApi()
})

afterAll(async () => {
  await api?.close()
  await packed?.remove()
})

interface Ended {
  readonly code: number | string | null | undefined
  readonly stdout: string
  readonly stderr: string
}

/** Runs the program as it is in the tarball, alone in a folder, with tokens in its environment. */
function run(words: readonly string[], tokens: Partial<Tokens> = {}): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-program-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const { bin } = JSON.parse(packed.read('package.json'))
  const program = join(folder, 'latchkey.mjs')
  copyFileSync(join(packed.app, 'node_modules/latchkey', bin.latchkey), program)
  const env = Object.fromEntries(
    Object.entries(tokens).map(([name, token]) => [
      `LATCHKEY_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`,
      token,
    ]),
  )
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...words], { cwd: folder, env, timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr }),
    )
  })
}

const expectNoToken = ({ stdout, stderr }: Ended) => {
  for (const token of Object.values(api.tokens))
    for (const part of token.split('.').slice(1)) expect(stdout + stderr).not.toContain(part)
}

it('16.6: the program ends with 0 at an API that does all of it right, needs nothing beside it, and prints no token', async () => {
  const ended = await run(['check-api', api.url, '--origin', APP], api.tokens)

  expect([ended.code, ended.stderr]).toEqual([0, ''])
  expect(ended.stdout).toMatch(/^ok +An ID token +401 invalid_token$/m)
  expect(ended.stdout).toMatch(/\n22 ok, 0 wrong, 3 not checked\n$/)
  expectNoToken(ended)
})

it('16.6: it ends with 1 at an API that lets in an ID token, and says what to change', async () => {
  const { url, close } = await startFront(api, {
    call: ({ headers }, { token, idToken }) => {
      if (headers.authorization === `Bearer ${idToken}`) headers.authorization = `Bearer ${token}`
    },
  })
  onTestFinished(close)
  const { token, idToken } = api.tokens

  const ended = await run(['check-api', '--token', token, `--id-token=${idToken}`, url])
  const told = await run(['check-api', url, '--json'], { token, idToken })

  expect(ended.code).toBe(1)
  expect(ended.stdout).toMatch(/^WRONG +An ID token +200: it is let in\n +expected: 401 \(RFC 9068, section 4/m)
  expect(ended.stdout).toMatch(/^not checked +An expired access token +Give .*--expired-token/m)
  expect(told.code).toBe(1)
  const rows: { id: string; verdict: string }[] = JSON.parse(told.stdout)
  expect(rows.filter(({ verdict }) => verdict === 'wrong').map(({ id }) => id)).toEqual(['id-token'])
  expectNoToken(ended)
  expectNoToken(told)
})

it('16.6: it ends with 1 when no answer comes', async () => {
  const { url, close } = await startFront(api, {})
  await close()

  const ended = await run(['check-api', url], api.tokens)

  expect(ended).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('no answer') })
  expectNoToken(ended)
})

it.each([[[]], [['check-apis']], [['check-api']], [['check-api', 'secret-part']], [['check-api', '--secret-part']]])(
  '16.6: it ends with 2 when it is called wrongly: %j',
  async (words) => {
    const ended = await run(words)

    expect([ended.code, ended.stdout]).toEqual([2, ''])
    expect(ended.stderr).toMatch(/^[A-Z].*\.\n/)
    expect(ended.stderr).not.toContain('secret-part')
  },
)

it('17.3: the doctor ends with 0 at a provider that does all of it right, and prints the call to paste', async () => {
  const { issuer, api, app, close } = await serveProviderSite()
  onTestFinished(close)

  const ended = await run(['doctor', `--issuer=${issuer}`, '--client-id', 'todo-spa', '--origin', app, '--api', api])

  expect([ended.code, ended.stderr]).toEqual([0, ''])
  expect(ended.stdout).toMatch(/^ok +The redirect URI +registered$/m)
  expect(ended.stdout).toMatch(/\n\d+ ok, 0 warnings, 0 wrong, 1 not checked; /)
  expect(ended.stdout).toContain(`export const auth = createAuth({\n  issuer: '${issuer}',\n  clientId: 'todo-spa',`)
})

it('17.3: it ends with 1 where the redirect URI is not registered, and says what to set, as JSON too', async () => {
  const { issuer, app, close } = await serveProviderSite()
  onTestFinished(close)
  const words = [
    'doctor',
    '--issuer',
    issuer,
    '--client-id=todo-spa',
    '--origin',
    app,
    '--redirect-uri',
    `${app}/callback`,
  ]

  const ended = await run(words)
  const told = await run([...words, '--json'])

  expect(ended.code).toBe(1)
  expect(ended.stdout).toMatch(
    /^WRONG +The redirect URI +a page with status 400\n +register exactly this redirect URI: /m,
  )
  expect(told.code).toBe(1)
  const { rows, createAuth } = JSON.parse(told.stdout)
  const wrong = rows.filter(({ verdict }: { verdict: string }) => verdict === 'wrong')
  expect(wrong).toEqual([
    {
      id: 'redirect-uri',
      what: 'The redirect URI',
      verdict: 'wrong',
      found: 'a page with status 400',
      set: [`register exactly this redirect URI: ${app}/callback`, expect.stringContaining('todo-spa')],
    },
  ])
  expect(createAuth).toContain(`redirectUri: '${app}/callback'`)
})

it.each([
  [['doctor']],
  [['doctor', '--issuer', 'https://id.example.com', '--client-id', 'a']],
  [['doctor', '--issuer', 'http://id.example.com', '--client-id', 'a', '--origin', 'https://todo.example.com']],
  [['doctor', '--issuer', 'https://id.example.com', '--client-id', 'a', '--origin', 'https://todo.example.com/']],
])('17.3: it ends with 2 when it is called wrongly: %j', async (words) => {
  const ended = await run(words)

  expect([ended.code, ended.stdout]).toEqual([2, ''])
  expect(ended.stderr).toMatch(/^\S.*\.\n\nlatchkey doctor /)
})

it('16.6: npm puts it where npx finds it, by the name of the package', async () => {
  const npm = (...words: readonly string[]) => promisify(execFile)('npm', words, { cwd: packed.app, shell: true })
  await npm('rebuild', '--ignore-scripts', '--offline', 'latchkey')

  const { stdout } = await npm('exec', '--offline', '--no', '--', 'latchkey', 'check-api', '--help')

  expect(stdout).toContain('latchkey check-api <address> [options]')
})

it('16.6: it tells how it is called', async () => {
  for (const words of [['--help'], ['help'], ['check-api', '--help']]) {
    expect(await run(words)).toMatchObject({ code: 0, stdout: expect.stringContaining('--foreign-token'), stderr: '' })
  }
  for (const words of [['--help'], ['doctor', '--help']]) {
    expect(await run(words)).toMatchObject({ code: 0, stdout: expect.stringContaining('--redirect-uri'), stderr: '' })
  }
})
