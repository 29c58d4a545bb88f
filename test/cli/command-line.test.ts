import { expect, it } from 'vitest'
import { runCheckApi } from '../../src/cli/check-api-command.js'
import { toCommandLine } from '../../src/cli/command-line.js'
import { runDoctor } from '../../src/cli/doctor-command.js'
import { toDoctorCommandLine } from '../../src/cli/doctor-command-line.js'

const ADDRESS = 'https://calendar.example.com/v1/events'

it('16.6: options are read in both spellings, and tokens from the environment unless they are given', () => {
  const words = ['--id-token=b', ADDRESS, '--token', 'a', '--dpop', '--timeout-seconds', '20', '--json']
  const env = { LATCHKEY_TOKEN: 'x', LATCHKEY_NARROW_TOKEN: 'n', LATCHKEY_EXPIRED_TOKEN: '', LATCHKEY_ORIGIN: 'x' }

  expect(toCommandLine(words, env)).toEqual({
    wants: 'check',
    address: ADDRESS,
    json: true,
    options: { token: 'a', idToken: 'b', narrowToken: 'n', timeoutSeconds: 20, dpop: true },
  })
})

it.each([
  ['no address', []],
  ['a second address', [ADDRESS, 'secret-part']],
  ['an unknown option', [ADDRESS, '--secret-part', 'x']],
  ['an option that every object has', [ADDRESS, 'constructor', 'secret-part']],
  ['an option without a value', [ADDRESS, '--token']],
  ['an option in the place of a value', [ADDRESS, '--token', '--id-token', 'secret-part']],
  ['an option twice', [ADDRESS, '--token', 'a', '--token', 'secret-part']],
  ['an address that is none', ['secret-part']],
  ['a token that is none', [ADDRESS, '--token', 'Bearer secret-part']],
  ['the same token twice', [ADDRESS, '--token', 'secret-part', '--id-token=secret-part']],
  ['a time that is none', [ADDRESS, '--timeout-seconds', 'secret-part']],
])('16.6: %s is a wrong call, and nothing of it is repeated', async (_, words) => {
  const said: string[] = []
  const terminal = {
    env: {},
    print: (text: string) => void said.push(text),
    complain: (text: string) => void said.push(text),
  }

  expect(await runCheckApi(words, terminal)).toBe(2)
  expect(said.join('\n')).toMatch(/^[A-Z].*\.(\n|$)/)
  expect(said.join('\n')).not.toContain('secret-part')
})

const DOCTOR = ['--issuer', 'https://id.example.com', '--client-id', 'todo-spa', '--origin', 'https://todo.example.com']

it('17.3: the doctor reads its options in both spellings', () => {
  const words = [
    ...DOCTOR,
    '--redirect-uri=/callback',
    '--scopes',
    'openid  email',
    '--timeout-seconds',
    '5',
    '--dpop',
    '--json',
  ]

  expect(toDoctorCommandLine(words)).toEqual({
    wants: 'diagnosis',
    json: true,
    options: {
      issuer: 'https://id.example.com',
      clientId: 'todo-spa',
      origin: 'https://todo.example.com',
      redirectUri: '/callback',
      scopes: ['openid', 'email'],
      timeoutSeconds: 5,
      dpop: true,
    },
  })
})

it.each([
  ['no issuer', DOCTOR.slice(2), '--issuer is missing'],
  ['no client', [...DOCTOR.slice(0, 2), ...DOCTOR.slice(4)], '--client-id is missing'],
  ['no origin', DOCTOR.slice(0, 4), '--origin is missing'],
  ['a word of its own', [...DOCTOR, 'https://id.example.com'], 'behind the option'],
  ['an unknown option', [...DOCTOR, '--client-secret', 'a'], 'There is no such option'],
  ['an option twice', [...DOCTOR, '--issuer', 'https://a.example'], 'given twice'],
  [
    'an issuer that is none',
    ['--issuer', 'id.example.com', ...DOCTOR.slice(2)],
    "write issuer: 'https://id.example.com'",
  ],
  [
    'an issuer that is the address of metadata',
    ['--issuer', 'https://a.example/.well-known/openid-configuration', ...DOCTOR.slice(2)],
    'metadata',
  ],
  ['an origin with a path', [...DOCTOR.slice(0, 4), '--origin', 'https://todo.example.com/app'], 'without a slash'],
  ['an origin without encryption', [...DOCTOR.slice(0, 4), '--origin', 'http://todo.example.com'], 'https:'],
  ['a redirect URI of another origin', [...DOCTOR, '--redirect-uri', 'https://evil.example/'], 'is of the origin'],
  ['an API that is no address', [...DOCTOR, '--api', '/v1'], 'api is an absolute URL'],
  ['an API without encryption', [...DOCTOR, '--api', 'http://api.example.com/'], 'https:'],
  ['a time that is none', [...DOCTOR, '--timeout-seconds', '0'], '1 to 60'],
  ['scopes that are none', [...DOCTOR, '--scopes', 'openid "email"'], 'scopes'],
])('17.3: %s is a wrong call of the doctor, and nothing is asked', async (_, words, because) => {
  const said: string[] = []
  const terminal = { env: {}, print: () => undefined, complain: (text: string) => void said.push(text) }

  expect(await runDoctor(words, terminal)).toBe(2)
  expect(said.join('\n')).toContain(because)
})
