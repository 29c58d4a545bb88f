import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { challengeOf, isBadToken } from '../src/access/challenge.js'
import type { Config } from '../src/client/config.js'
import { toSaid as tellSaid } from '../src/development/explanation.js'
import { isLoopbackHost } from '../src/domain/address.js'
import { type Api, matchApi, toPlace } from '../src/domain/api.js'
import { toLifetime } from '../src/domain/expires-in.js'
import type { Provider } from '../src/domain/provider.js'
import { Secret } from '../src/domain/secret.js'
import { toInstant } from '../src/domain/time.js'
import type { Page } from '../src/platform/platform.js'
import { toDocument, toObject } from '../src/protocol/ask.js'
import { parseChallenges } from '../src/protocol/challenge.js'
import { createDpopProofs } from '../src/protocol/dpop.js'
import { toSaid } from '../src/protocol/error-response.js'
import { openJwt } from '../src/protocol/jwt.js'
import { takeAuthorizationResponse } from '../src/sign-in/authorization-response.js'
import { readTree } from './house/tree.js'
import { isFastGrowing, type Pump } from './support/growth.js'

// A text of 8 KB that keeps a page busy for a second is an attack that any API, any provider and any link can make.

/** Those that are not linear, by file, and why nothing long reaches them. */
const BOUNDED: Readonly<Record<string, readonly string[]>> = {
  // A text is cut before.
  'src/protocol/error-response.ts': [String.raw`\S+@\S+|(?=.[a-z_~.+/=%-]*[\dA-Z])[\w~.+/=%-]{12,}`],
  // The app's own configuration.
  'src/domain/api.ts': [String.raw`\/*$`],
  'src/client/to-config.ts': [String.raw`\/*$`],
}

const LETTERS = ['a', '9', ' ', '"', '\\', ',', '.', '/', '%', '%25', '-', 'é']

/** What could keep a pattern busy: its own words and signs, alone, with a blank, and beside one another. */
function* toPumps({ source }: RegExp): Generator<Pump> {
  const text = source.replace(/\\[a-z]/gi, ' ')
  const own = [...new Set(text.match(/[a-z_]{2,}|[-=",.;%/+*:]/gi) ?? [])].slice(0, 8)
  const blank = own.map((word) => `${word} `)
  for (const one of new Set([...own, ...blank, ...LETTERS])) {
    for (const other of ['', ...own]) {
      // What is anchored is looked for nowhere else.
      for (const before of source.includes('^') ? ['', own[0] ?? 'a'] : [''])
        yield { before, piece: one + other, after: '\n' }
    }
  }
}

// A limit that only a hang reaches.
describe('12.19: a long text keeps no page busy', { timeout: 120_000 }, () => {
  it('and a pattern that is quadratic would be seen', () => {
    const pump = { before: '', piece: 'dpop ', after: '' }

    expect(isFastGrowing((text) => /\bdpop\b.*\berror\b/.test(text), pump)).toBe(true)
    expect(isFastGrowing((text) => /\bdpop\b/.test(text), pump)).toBe(false)
  })

  const files = [...readTree('src').values()].filter(({ path }) => !path.startsWith('src/testing'))
  it.each(files.filter(({ patterns }) => patterns.length).map((file) => [file.path, file] as const))(
    'each pattern in %s is linear',
    (path, { patterns }) => {
      const slow = patterns
        .filter(({ source }) => !BOUNDED[path]?.includes(source))
        .flatMap((pattern) => {
          const read = (text: string) => (pattern.global ? text.replace(pattern, '') : text.search(pattern))
          const pump = [...toPumps(pattern)].find((one) => isFastGrowing(read, one))
          return pump ? [`${pattern} ${JSON.stringify(pump)}`] : []
        })

      expect(slow).toEqual([])
    },
  )

  it('no pattern is made while it runs, so that each is written where this test finds it', () => {
    expect(files.filter(({ path }) => readFileSync(path, 'utf8').includes('RegExp('))).toEqual([])
  })

  const CALENDAR = { name: 'calendar', places: [toPlace(new URL('https://calendar.example.com/v1/'))] }
  const toMoment = () => ({ wall: toInstant(0), elapsed: 0 })
  const answerWith = (name: string, value: string) => ({ status: 401, headers: new Headers({ [name]: value }) })
  const readers: Readonly<Record<string, (text: string) => unknown>> = {
    'a path that is matched': (text) => matchApi([CALENDAR], new URL(`https://calendar.example.com/v1/${text}`)),
    'a challenge': parseChallenges,
    'a challenge that asks for a sign-in': (text) =>
      challengeOf({ apis: [] as readonly Api[] } as Config, answerWith('www-authenticate', text)),
    'a challenge that says why': (text) => isBadToken(answerWith('www-authenticate', text)),
    'what a provider says': (text) => toSaid(text, text),
    'what a provider says, explained': (text) => tellSaid({ error: text, description: text }),
    'a host': isLoopbackHost,
    'a lifetime': (text) => toLifetime(text, toMoment()),
    'a body': (text) => toObject(() => text),
    'a media type': (text) =>
      toDocument({ why: '', status: 200, headers: new Headers({ 'content-type': text }), text: '', json: {} }),
    'a signed token': (text) => {
      try {
        return openJwt(text)
      } catch {
        // No token, as fast as that is found out.
        return undefined
      }
    },
    'a return': (text) => {
      const url = `https://todo.example.com/?state=mark.r.x&code=${text}&${text}=1`
      // It looks at the address, the notes and the history of a page.
      const page = { url: () => new URL(url), noted: () => text, note: () => undefined, replace: () => undefined }
      return takeAuthorizationResponse(page as unknown as Page, 'mark')
    },
  }
  const PIECES = [
    'a=',
    '"',
    '\\',
    'Bearer "',
    'a ="',
    ' ,',
    'Bearer a="\\',
    'dpop ',
    'dpop error ',
    'dpop error=',
    'error\t',
    'a ',
    '%2e',
    '%25',
    '%252e',
    '%c0%ae',
    '%ef%bc%8e',
    '%e2%83%90%e2%83%92',
    '..;',
    './',
    '/',
    '\\/',
    'a.',
    '.',
    '9',
    '{',
    '+',
    'a@',
    '~.',
    'scope="a a ',
    'Bearer error=insufficient_scope,',
    '&code=',
    '&state=mark.',
    '=&',
  ]
  it.each(Object.entries(readers))('%s is read in linear time', (_, read) => {
    const slow = PIECES.flatMap((piece) =>
      ['', 'Bearer ', 'dpop '].flatMap((before) =>
        isFastGrowing(read, { before, piece, after: 'x' }) ? [before + piece] : [],
      ),
    )

    expect(slow).toEqual([])
  })

  it('a challenge that asks for a nonce is cut before the library reads it', async () => {
    const proofs = createDpopProofs({ subtle: crypto.subtle, now: toMoment }, () => undefined)
    const proofKey = await proofs.createKey({} as Provider)
    const url = 'https://calendar.example.com/'
    const read = async (piece: string, bytes: number) => {
      const text = `DPoP ${piece.repeat(bytes / piece.length)}`.trim()
      const before = process.cpuUsage()
      for (let round = 0; round < 5; round += 1) {
        const accessToken = new Secret<'access-token'>('token')
        await proofs.exchange({ proofKey }, { method: 'GET', url, accessToken }, async () =>
          answerWith('www-authenticate', text),
        )
      }
      const { user, system } = process.cpuUsage(before)
      return user + system
    }

    for (const piece of PIECES) {
      const short = await read(piece, 8_192)
      // As long as it grew with the header, it would be eight times that, or sixty-four where it grew with its square.
      expect(await read(piece, 65_536), piece).toBeLessThan(6 * short + 200_000)
    }
  })
})
