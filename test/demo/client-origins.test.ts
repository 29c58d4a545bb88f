/// <reference path="../../demo/server/oidc-provider.d.ts" />
import { expect, it, onTestFinished } from 'vitest'
import { type Demo, startDemo } from '../../demo/server/start-demo.js'
import { readOptions } from '../../tools/start-options.mjs'
import { signInAtDemo } from '../support/demo-tokens.js'

const OWN = 'http://localhost:5173'
const STRANGE = 'http://localhost:5174'

async function start(): Promise<Demo> {
  const demo = await startDemo({ clientOrigins: [OWN], answer: (_, response) => response.end() })
  onTestFinished(demo.close)
  return demo
}

/** Whose pages may read what the token endpoint answers to a page of an origin. */
async function readerOfTokens({ provider }: Demo, origin: string): Promise<string | null> {
  const body = new URLSearchParams({ grant_type: 'authorization_code', client_id: 'todo-spa', code: 'none' })
  const { headers } = await fetch(`${provider}/token`, { method: 'POST', headers: { Origin: origin }, body })
  return headers.get('access-control-allow-origin')
}

it('18.1: an app of a named origin signs in at the demo and calls its calendar, as the demo’s own does', async () => {
  const demo = await start()

  for (const app of [OWN, demo.app]) {
    const { token } = await signInAtDemo({ ...demo, app }, ['events.read'])
    const headers = { Authorization: `Bearer ${token}`, Origin: app }
    const answer = await fetch(`${demo.api}/v1/events`, { headers })

    expect(answer.status).toBe(200)
    expect(answer.headers.get('access-control-allow-origin')).toBe(app)
    expect(await readerOfTokens(demo, app)).toBe(app)
  }
})

it('18.1: the provider sends nobody to an origin that was not named, and the calendar lets it read nothing', async () => {
  const demo = await start()
  const request = { response_type: 'code', client_id: 'todo-spa', code_challenge_method: 'S256', scope: 'openid' }
  const ask = (app: string) => {
    const query = new URLSearchParams({ ...request, redirect_uri: `${app}/`, code_challenge: 'a'.repeat(43) })
    return fetch(`${demo.provider}/auth?${query}`, { redirect: 'manual' })
  }

  expect((await ask(OWN)).headers.get('location')).toMatch(/^\/interaction\/|\/interaction\//)
  expect((await ask(STRANGE)).status).toBe(400)
  const answer = await fetch(`${demo.api}/v1/events`, { headers: { Origin: STRANGE } })
  expect(answer.headers.get('access-control-allow-origin')).toBe(null)
  expect(await readerOfTokens(demo, STRANGE)).toBe(null)
})

it('18.1: the pages of the provider may send their forms on to a named origin', async () => {
  const demo = await start()

  const { headers } = await fetch(`${demo.provider}/settings/access-tokens`, { headers: { Accept: 'text/html' } })

  expect(headers.get('content-security-policy')).toContain(`form-action 'self' ${demo.app} ${OWN};`)
})

it('18.1: npm start takes origins of this machine, and says of anything else what one is', () => {
  expect(readOptions([]).clientOrigins).toEqual([])
  expect(readOptions(['--client-origin', OWN, '--client-origin', 'http://127.0.0.1:4200/']).clientOrigins).toEqual([
    OWN,
    'http://127.0.0.1:4200',
  ])
  for (const wrong of [
    '5173',
    'localhost:5173',
    'https://localhost:5173',
    'http://example.com',
    `${OWN}/app`,
    `${OWN}/?x`,
  ])
    expect(() => readOptions(['--client-origin', wrong]), wrong).toThrow(`not ${wrong}.`)
})
