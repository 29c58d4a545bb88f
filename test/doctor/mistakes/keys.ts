import { generateKeyPairSync } from 'node:crypto'
import type { Mistake } from './mistake.js'
import { at, document, ISSUER, jwks } from './planting.js'

const toRsa = (bits: number): object => ({
  ...generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ format: 'jwk' }),
  kid: 'of-long-ago',
  use: 'sig',
})

export const OF_KEYS: readonly Mistake[] = [
  {
    name: 'ID tokens are signed with a secret',
    row: 'algorithms',
    verdict: 'wrong',
    says: ['HS256, none', 'id_token_signing_alg_values_supported: ["RS256"]'],
    plant: document({ id_token_signing_alg_values_supported: ['HS256', 'none'] }),
    also: ['keys'],
  },
  {
    name: 'the keys are no set',
    row: 'keys',
    verdict: 'wrong',
    says: ['no key set', '{"keys": […]}'],
    front: at('/jwks', (answer) => {
      answer.body = '{}'
    }),
  },
  {
    name: 'the keys are not there',
    row: 'keys',
    verdict: 'wrong',
    says: ['status 404', `${ISSUER}/jwks`],
    front: at('/jwks', (answer) => {
      answer.status = 404
    }),
  },
  {
    name: 'the set is empty',
    row: 'keys',
    verdict: 'wrong',
    says: ['0 keys, and none for RS256'],
    plant: jwks(() => []),
  },
  {
    name: 'the keys are for encryption',
    row: 'keys',
    verdict: 'wrong',
    says: ['1 keys, and none for RS256', 'use "sig"'],
    plant: jwks((keys) => keys.map((key) => ({ ...key, use: 'enc' }))),
  },
  {
    name: 'the keys are for another algorithm',
    row: 'keys',
    verdict: 'wrong',
    says: ['none for ES256'],
    plant: document({ id_token_signing_alg_values_supported: ['ES256'] }),
  },
  {
    name: 'a private key is published',
    row: 'keys',
    verdict: 'wrong',
    says: ['private keys are published', 'replace these keys'],
    plant: jwks((keys) => keys.map((key) => ({ ...key, d: 'AQAB' }))),
  },
  {
    name: 'the key is short',
    row: 'keys',
    verdict: 'wrong',
    says: ['under 2048 bits: of-long-ago', 'RSA of 2048 bits'],
    plant: jwks(() => [toRsa(1024)]),
  },
  {
    name: 'one of two keys is short',
    row: 'keys',
    verdict: 'warning',
    says: ['under 2048 bits: of-long-ago'],
    plant: jwks((keys) => [...keys, toRsa(1024)]),
  },
  {
    name: 'one of two keys cannot be read',
    row: 'keys',
    verdict: 'warning',
    says: ['unreadable: odd'],
    plant: jwks((keys) => [...keys, { kty: 'RSA', n: 5, e: 'AQAB', kid: 'odd' }]),
  },
  {
    name: 'the keys have no names',
    row: 'keys',
    verdict: 'warning',
    says: ['2 keys, and not each has a kid'],
    plant: jwks((keys) => [...keys, toRsa(2048)].map((key) => ({ ...key, kid: undefined }))),
  },
]
