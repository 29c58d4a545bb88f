import { generateKeyPairSync } from 'node:crypto'
import { expect, it } from 'vitest'
import { readKeys } from '../../src/doctor/keys.js'
import type { Heard } from '../../src/doctor/line.js'
import { createBarePlatform } from '../../src/platform/bare.js'
import { toServer } from '../../src/protocol/parties.js'

const NEEDED = { authorization_endpoint: '', token_endpoint: '', jwks_uri: '' }
// What the core takes where nothing is announced is all that it takes.
const TAKEN = toServer({ ...NEEDED, issuer: 'https://id.example.com' }).userinfo_signing_alg_values_supported ?? []

const KEYS: Readonly<Record<string, object>> = Object.fromEntries(
  Object.entries({
    rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    p256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    p384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
    p521: generateKeyPairSync('ec', { namedCurve: 'P-521' }),
    secp256k1: generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
    ed25519: generateKeyPairSync('ed25519'),
    ed448: generateKeyPairSync('ed448'),
    x25519: generateKeyPairSync('x25519'),
  }).map(([name, { publicKey }]) => [name, publicKey.export({ format: 'jwk' })]),
)

const FITTING: Readonly<Record<string, readonly string[]>> = {
  rsa: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  p256: ['ES256'],
  p384: ['ES384'],
  p521: ['ES512'],
  ed25519: ['EdDSA', 'Ed25519'],
}

const read = (...keys: readonly object[]) => {
  const json = { keys }
  const heard: Heard = {
    ...{ why: 'status 200', status: 200, headers: new Headers(), text: JSON.stringify(json), json },
    ...{ url: '', from: 0, until: 0 },
  }
  return readKeys(createBarePlatform(), heard, TAKEN)
}

it('17.3: there is a key for every algorithm that the core takes', () => {
  expect(Object.values(FITTING).flat().sort()).toEqual([...TAKEN].sort())
})

it.each(Object.keys(KEYS))(
  '17.3: %s verifies what the core verifies with it, and is no fault otherwise',
  async (name) => {
    const [report] = await read(KEYS[name] ?? {})

    expect(report).toMatchObject({ algorithms: FITTING[name] ?? [], fault: undefined })
  },
)

it.each([
  ['named for one algorithm', { alg: 'PS256' }, ['PS256'], undefined],
  ['for encryption', { use: 'enc' }, [], undefined],
  ['for signing alone', { key_ops: ['sign'] }, [], undefined],
  ['with its private part', { d: 'AQAB' }, [], 'private'],
  ['with a number that is none', { n: '!' }, [], 'unreadable'],
  ['with an exponent that is none', { e: undefined }, [], 'unreadable'],
])('17.3: a key %s is read so', async (_, members, algorithms, fault) => {
  const [report] = await read({ ...KEYS['rsa'], ...members })

  expect(report).toMatchObject({ algorithms, fault })
})
