/// <reference path="../../demo/server/oidc-provider.d.ts" />
import { readFileSync } from 'node:fs'
import { expect, it, onTestFinished } from 'vitest'
import { type AccessTokenFormat, type Demo, startDemo } from '../../demo/server/start-demo.js'
import { signInAtDemo } from '../support/demo-tokens.js'
import { readPage, toBlocks } from './pages.js'

const page = readPage('docs/tokens.md')
const blocks = toBlocks(page)
const shown = blocks.filter(({ language }) => language === 'text').map(({ code }) => code.trimEnd())

async function start(accessTokenFormat: AccessTokenFormat = 'jwt'): Promise<Demo> {
  const demo = await startDemo({ accessTokenFormat, answer: (_, response) => response.end() })
  onTestFinished(demo.close)
  return demo
}

it('18.2: an ID token at the calendar gets what docs/tokens.md shows', async () => {
  const demo = await start()
  const { token } = await signInAtDemo(demo, ['events.read'])

  const response = await fetch(`${demo.api}/v1/debug/id-token-attempt`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
  })
  const { status, message } = await response.json()

  expect(shown[0]).toBe(`${status} ${message}`)
})

it('18.2: the requests of docs/tokens.md get the answers that it shows', async () => {
  const demo = await start()
  const commands = blocks.flatMap(({ code }) => code.match(/^curl .*$/gm) ?? [])

  const answers = await Promise.all(
    commands.map(async (command) => {
      const [, token] = /Authorization: (Bearer [^']+)/.exec(command) ?? []
      const url = command.replace(/^.* http:\/\/127\.0\.0\.1:5172/, demo.api)
      const { status, statusText, headers } = await fetch(url, token ? { headers: { Authorization: token } } : {})
      return `HTTP/1.1 ${status} ${statusText}\nWWW-Authenticate: ${headers.get('www-authenticate')}`
    }),
  )

  expect(commands).toHaveLength(2)
  expect(shown[1]).toBe(answers.join('\n\n'))
})

it('18.2: a reference has the length that docs/tokens.md says, and a JWT hundreds of characters', async () => {
  const [, length] = /falls from hundreds of characters to (\d+)/.exec(page) ?? []

  const reference = await signInAtDemo(await start('reference'), ['events.read'])
  const jwt = await signInAtDemo(await start('jwt'), ['events.read'])

  expect(String(reference.token.length)).toBe(length)
  expect(jwt.token.length).toBeGreaterThan(200)
})

it('18.2: what docs/tokens.md says to press, and what to see, is in the demo', () => {
  const demo = ['index.html', 'mistakes.ts'].map((file) => readFileSync(`demo/app/${file}`, 'utf8')).join('')
  const exercises = page.match(/^\*\*Try it\.\*\*[\s\S]*?\n\n/gm) ?? []
  const quoted = exercises.flatMap((text) =>
    [...text.replaceAll('\n', ' ').matchAll(/“(.*?)”/g)].map(([, said = '']) => said),
  )

  expect(quoted.length).toBeGreaterThan(5)
  expect(quoted.filter((said) => !demo.includes(said))).toEqual([])
})
