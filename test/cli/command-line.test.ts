import { expect, it } from 'vitest'
import { runCheckApi } from '../../src/cli/check-api-command.js'
import { toCommandLine } from '../../src/cli/command-line.js'

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
