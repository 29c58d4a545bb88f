import { type ApiCheckRow, type CheckApiOptions, checkApi } from 'latchkey/testing'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { startBoundApi } from '../support/bound-api.js'
import {
  APP,
  type CalendarApi,
  type Front,
  startCalendarApi,
  startFront,
  type Tokens,
} from '../support/calendar-api.js'

let api: CalendarApi & { close(): Promise<void> }

beforeAll(async () => {
  api = await startCalendarApi()
})

afterAll(() => api.close())

/** What is found at an API with something in front of it. */
async function check(front: Front, options: CheckApiOptions = {}) {
  const { url, close } = await startFront(api, front)
  onTestFinished(close)
  return checkApi(url, { ...api.tokens, origin: APP, ...options })
}

const idsOf = (rows: readonly ApiCheckRow[]) => rows.map(({ id }) => id)
const only = (rows: readonly ApiCheckRow[], verdict: ApiCheckRow['verdict']) =>
  idsOf(rows.filter((row) => row.verdict === verdict))
const find = (rows: readonly ApiCheckRow[], id: string) => rows.find((row) => row.id === id)

/** The rows about proofs of possession. */
const OF_DPOP = ['unproven-token', 'preflight-dpop', 'exposes-nonce']

const BEARER = 'Bearer '
const isToken = (kind: keyof Tokens) => (credentials: string, tokens: Tokens) => credentials === BEARER + tokens[kind]
const isUnsigned = (credentials: string) => credentials.endsWith('.')
const isChanged = (credentials: string, { token }: Tokens) => {
  const [, claims, signature] = credentials.split('.')
  return claims === token.split('.')[1] && signature !== token.split('.')[2] && signature !== ''
}
const isUnknown = (credentials: string) => credentials.includes('this-is-no-token')

/** An API that takes some credentials for good ones. */
const lettingIn = (isMeant: (credentials: string, tokens: Tokens) => boolean): Front => ({
  call: ({ headers }, tokens) => {
    if (isMeant(headers.authorization ?? '', tokens)) headers.authorization = BEARER + tokens.token
  },
})

/** An API that loses a header, of answers with one status or of all. */
const without = (name: string, status?: number): Front => ({
  answer: ({ headers, ...answer }) => {
    if (status === undefined || answer.status === status) headers.delete(name)
  },
})

type Fault = readonly [what: string, row: string, front: Front, options?: CheckApiOptions]

const FAULTS: readonly Fault[] = [
  ['lets in an ID token', 'id-token', lettingIn(isToken('idToken'))],
  ['lets in a token for another API', 'foreign-token', lettingIn(isToken('foreignToken'))],
  ['lets in an expired token', 'expired-token', lettingIn(isToken('expiredToken'))],
  ['lets in a token whose signature was changed', 'changed-signature', lettingIn(isChanged)],
  ['lets in a token with `alg: none`', 'no-signature', lettingIn(isUnsigned)],
  [
    'lets in a token with `alg: None` alone',
    'no-signature',
    lettingIn(
      (credentials) => isUnsigned(credentials) && atob(credentials.slice(7).split('.')[0] ?? '').includes('None'),
    ),
  ],
  ['lets in what is no token', 'unknown-token', lettingIn(isUnknown)],
  ['lets in a token without the scope', 'missing-scope', lettingIn(isToken('narrowToken'))],
  ['lets in whoever has no token', 'no-token', lettingIn((credentials) => credentials === '')],
  [
    'sends whoever has no token to a page',
    'no-token',
    {
      answer: (answer, { credentials, method }) => {
        if (credentials !== undefined || method === 'OPTIONS') return
        answer.status = 302
        answer.headers.set('location', 'https://todo.example.com/sign-in')
      },
    },
  ],
  [
    'refuses the good token',
    'access-token',
    {
      call: ({ headers }, { token }) => {
        if (headers.authorization === BEARER + token) headers.authorization = 'Bearer spent'
      },
    },
  ],
  [
    'says nothing to whoever has no token',
    'challenge',
    {
      answer: ({ headers }, { credentials }) => {
        if (credentials === undefined) headers.delete('www-authenticate')
      },
    },
  ],
  [
    'names another scheme',
    'challenge',
    {
      answer: ({ headers }, { credentials }) => {
        if (credentials === undefined) headers.set('www-authenticate', 'Basic realm="Bearer, bearer"')
      },
    },
  ],
  [
    'finds fault with a token that was not sent',
    'challenge',
    {
      answer: ({ headers }, { credentials }) => {
        if (credentials === undefined) headers.set('www-authenticate', 'Bearer error=invalid_token')
      },
    },
  ],
  [
    'does not say that a token is not good',
    'invalid-token',
    {
      answer: ({ status, headers }, { credentials }) => {
        if (status === 401 && credentials !== undefined)
          headers.set('www-authenticate', 'Bearer realm="error=invalid_token"')
      },
    },
  ],
  [
    'answers 403 to an ID token',
    'id-token',
    {
      answer: (answer, { credentials }, { idToken }) => {
        if (credentials === BEARER + idToken) answer.status = 403
      },
    },
  ],
  [
    'breaks over a foreign token',
    'foreign-token',
    {
      answer: (answer, { credentials }, { foreignToken }) => {
        if (credentials === BEARER + foreignToken) answer.status = 500
      },
    },
  ],
  [
    'answers 401 to a token without the scope',
    'missing-scope',
    {
      answer: (answer) => {
        if (answer.status === 403) answer.status = 401
      },
    },
  ],
  ['does not say which scope is missing', 'missing-scope', without('www-authenticate', 403)],
  [
    'wants a token for the preflight',
    'preflight',
    {
      answer: (answer, { method }) => {
        if (method === 'OPTIONS') answer.status = 401
      },
    },
  ],
  [
    'allows another origin in the preflight',
    'preflight-origin',
    {
      answer: ({ headers }, { method }) => {
        if (method === 'OPTIONS') headers.set('access-control-allow-origin', 'https://todo.example.com.evil.example')
      },
    },
  ],
  [
    'allows every header but that of the token',
    'preflight-authorization',
    {
      answer: ({ headers }) => {
        if (headers.has('access-control-allow-headers')) headers.set('access-control-allow-headers', '*')
      },
    },
  ],
  [
    'does not allow the method',
    'preflight-method',
    {
      call: (request) => {
        if (request.method === 'DELETE') request.method = 'GET'
      },
      answer: ({ headers }) => headers.delete('access-control-allow-methods'),
    },
    { method: 'DELETE' },
  ],
  ['forgets CORS at what it answers', 'cors-answer', without('access-control-allow-origin', 200)],
  ['forgets CORS at a 401', 'cors-401', without('access-control-allow-origin', 401)],
  ['forgets CORS at a 403', 'cors-403', without('access-control-allow-origin', 403)],
  ['hides its challenges', 'exposes-challenge', without('access-control-expose-headers')],
  ['hides the challenge of a 403', 'exposes-challenge', without('access-control-expose-headers', 403)],
  ['does not say that it differs by origin', 'vary', without('vary')],
  [
    'does not say so to whoever comes from nowhere',
    'vary',
    {
      answer: ({ headers }, { origin }) => {
        if (origin === undefined) headers.delete('vary')
      },
    },
  ],
  [
    'lets shared caches keep what one user may see',
    'cache',
    {
      answer: ({ status, headers }) => {
        if (status === 200) headers.set('cache-control', 'public, no-cache')
      },
    },
  ],
  [
    'lets the browser keep it for the next user',
    'cache',
    {
      answer: ({ status, headers }) => {
        if (status === 200) headers.set('cache-control', 'private, max-age=60')
      },
    },
  ],
  ['says nothing to caches', 'cache', without('cache-control', 200)],
  [
    'lets a refusal be kept',
    'cache-refusal',
    {
      answer: ({ status, headers }) => {
        if (status === 401) headers.set('cache-control', 'max-age=600')
      },
    },
  ],
]

describe('16.6: an API that does all of it right', () => {
  it('has no wrong row, and each that is not about proofs was checked', async () => {
    const { rows, wrong } = await checkApi(api.url, { ...api.tokens, origin: APP })

    expect(wrong).toEqual([])
    expect(only(rows, 'not-checked')).toEqual(OF_DPOP)
  })

  it('is found right through a front that changes nothing', async () => {
    expect((await check({})).wrong).toEqual([])
  })

  it('may allow every origin, expose everything and send a static origin without Vary', async () => {
    const everybody = await check({
      answer: ({ headers }) => {
        headers.delete('vary')
        headers.set('access-control-allow-origin', '*')
        if (headers.has('access-control-expose-headers')) headers.set('access-control-expose-headers', '*')
      },
    })
    const one = await check({
      answer: ({ headers }) => {
        headers.delete('vary')
        headers.set('access-control-allow-origin', APP)
      },
    })

    expect([idsOf(everybody.wrong), idsOf(one.wrong)]).toEqual([[], []])
  })

  it('may challenge with several schemes, in any case, in one header', async () => {
    const { wrong } = await check({
      answer: ({ status, headers }, { credentials }) => {
        if (status !== 401) return
        const error = credentials === undefined ? '' : ', ERROR = "invalid_token"'
        headers.set('www-authenticate', `Negotiate, DPoP algs="ES256", bearer realm="x"${error}`)
      },
    })

    expect(wrong).toEqual([])
  })
})

describe('16.6: an API with one fault has one wrong row', () => {
  it.for(FAULTS)('%s: %s', async ([, row, front, options]) => {
    const { wrong } = await check(front, options)

    expect(idsOf(wrong)).toEqual([row])
    const found = wrong.find(({ id }) => id === row)
    expect(found?.fix).toMatch(/^[A-Z].*\.$/)
    expect(found?.headers.every((line) => /^([\w-]+: |HTTP\/1\.1 )\S/.test(line))).toBe(true)
    expect(found?.source).toMatch(/RFC \d+, section|Fetch standard, section/)
  })

  it('of tokens without a signature the one that is let in is told, not another that is refused oddly', async () => {
    const headerOf = (credentials = '') => atob(credentials.slice(BEARER.length).split('.')[0] ?? '')
    const { wrong } = await check({
      ...lettingIn((credentials) => isUnsigned(credentials) && headerOf(credentials).includes('None')),
      answer: (answer, { credentials = '' }) => {
        if (isUnsigned(credentials) && headerOf(credentials).includes('none')) answer.status = 403
      },
    })

    expect(wrong).toMatchObject([{ id: 'no-signature', found: '200: it is let in' }])
  })

  it('that `*` does not cover the header of the token is said where an API relies on it', async () => {
    const { wrong } = await check({
      answer: ({ headers }) => {
        if (headers.has('access-control-allow-headers')) headers.set('access-control-allow-headers', '*')
      },
    })

    expect(wrong).toMatchObject([{ found: expect.stringContaining('does not cover it') }])
  })

  it('and each rule for bearer tokens has a fault here', async () => {
    const { rows } = await checkApi(api.url, {})

    expect(idsOf(rows).filter((id) => !OF_DPOP.includes(id) && !FAULTS.some(([, row]) => row === id))).toEqual([])
  })
})

describe('16.6: what is not given is not checked', () => {
  it('and says what to give: without any option the calls without a token alone are', async () => {
    const { rows, wrong } = await checkApi(api.url)

    expect(wrong).toEqual([])
    expect(only(rows, 'ok')).toEqual(['no-token', 'challenge', 'invalid-token', 'cache-refusal'])
    for (const row of rows) if (row.verdict === 'not-checked') expect(row.why).toMatch(/^[A-Z].*\.$/)
  })

  it.each([
    ['token', 'access-token', '--token'],
    ['idToken', 'id-token', '--id-token'],
    ['foreignToken', 'foreign-token', '--foreign-token'],
    ['expiredToken', 'expired-token', '--expired-token'],
    ['narrowToken', 'missing-scope', '--narrow-token'],
    ['origin', 'preflight', '--origin'],
  ])('without `%s` the row %s asks for it', async (option, id, flag) => {
    const { rows } = await checkApi(api.url, { ...api.tokens, origin: APP, [option]: undefined })

    expect(find(rows, id)).toMatchObject({
      verdict: 'not-checked',
      why: expect.stringContaining(`\`${option}\`, ${flag}`),
    })
  })

  it('a refusal counts only where the good token is let in: an API that refuses everything is not right', async () => {
    const closed: Front = {
      call: ({ headers }) => {
        if (headers.authorization) headers.authorization = 'Bearer spent'
      },
    }

    const { rows, wrong } = await check(closed, { narrowToken: undefined })
    const unknown = await check(closed, { token: undefined, narrowToken: undefined })

    expect(idsOf(wrong)).toEqual(['access-token'])
    expect(unknown.wrong).toEqual([])
    for (const id of ['unknown-token', 'id-token', 'foreign-token', 'expired-token', 'changed-signature']) {
      expect(find(rows, id)?.verdict).toBe('not-checked')
      expect(find(unknown.rows, id)?.verdict).toBe('not-checked')
    }
  })

  it('an ID token that is let in is wrong, whatever else was given', async () => {
    const { url, close } = await startFront(api, lettingIn(isToken('idToken')))
    onTestFinished(close)

    expect(idsOf((await checkApi(url, { idToken: api.tokens.idToken })).wrong)).toEqual(['id-token'])
  })

  it('an API that has no time says nothing about a token', async () => {
    const { rows } = await check({
      answer: (answer, { credentials }, { expiredToken }) => {
        if (credentials === BEARER + expiredToken) answer.status = 429
      },
    })

    expect(find(rows, 'expired-token')).toMatchObject({ verdict: 'not-checked', why: expect.stringContaining('429') })
  })

  it('a token that is no JWT in form is altered nowhere', async () => {
    const seen: string[] = []
    const reference = 'aGVsbG8_d29ybGQ~'
    const { rows, wrong } = await check(
      {
        call: ({ headers }, { token }) => {
          seen.push(headers.authorization ?? '')
          if (headers.authorization === BEARER + reference) headers.authorization = BEARER + token
        },
      },
      { ...api.tokens, token: reference },
    )

    expect(wrong).toEqual([])
    expect(only(rows, 'not-checked')).toEqual(['changed-signature', 'no-signature', ...OF_DPOP])
    expect(seen.filter((credentials) => credentials.includes(reference))).toEqual([BEARER + reference])
  })
})

describe('16.6: no token gets out', () => {
  /** An API that repeats what it was sent in whatever a reader may show. */
  const ECHO: Front = {
    answer: (answer, { credentials = '' }) => {
      const token = credentials.slice(BEARER.length)
      answer.headers.set('www-authenticate', `Bearer error="${token}", error_description="${token}", scope="${token}"`)
      answer.headers.set('access-control-allow-origin', token || 'x')
      answer.headers.set('access-control-expose-headers', token || 'x')
      answer.headers.set('access-control-allow-headers', token || 'x')
      answer.headers.set('cache-control', `public, ${token}`)
      answer.headers.set('vary', token || 'x')
    },
  }

  it('not by an API that repeats it in every header', async () => {
    const { rows, table, wrong } = await check(ECHO)
    const told = JSON.stringify(rows) + table

    expect(wrong.length).toBeGreaterThan(8)
    for (const token of Object.values(api.tokens))
      for (const part of token.split('.')) expect(told.toLowerCase()).not.toContain(part.slice(0, 12).toLowerCase())
  })

  it('not by a redirect: its target is never asked', async () => {
    const asked: string[] = []
    const elsewhere = await startFront(api, { call: ({ headers }) => void asked.push(`${headers.authorization}`) })
    onTestFinished(elsewhere.close)

    await check({
      answer: (answer) => {
        answer.status = 307
        answer.headers.set('location', elsewhere.url)
      },
    })

    expect(asked).toEqual([])
  })

  it.each<readonly [what: string, options: object]>([
    ['a token with a line break in it', { token: 'secret-part\r\nX-Other: 1' }],
    ['a token with its scheme', { idToken: 'Bearer secret-part' }],
    ['an option that there is not', { 'secret-part': 'secret-part' }],
    ['an origin that is none', { origin: 'https://todo.example.com/secret-part' }],
    ['the same token twice', { token: 'secret-part', idToken: 'secret-part' }],
    ['a method that is none', { method: 'secret-part' }],
    ['a time that is none', { timeoutSeconds: 0 }],
  ])('not by the error about %s', async (_, options) => {
    const refusal = await checkApi(api.url, options).catch((error: Error) => error)

    expect(refusal).toBeInstanceOf(TypeError)
    expect(`${(refusal as Error).stack} ${(refusal as Error).cause}`).not.toContain('secret-part')
  })

  it.each([
    'http://calendar.example.com/v1/',
    '/v1/secret',
    'https://ada:secret@calendar.example.com/',
    'ftp://127.0.0.1/',
  ])('not to the address %s', async (url) => {
    const sent: unknown[] = []
    const send: typeof fetch = async (input) => {
      sent.push(input)
      return new Response()
    }
    const refusal = await checkApi(url, { ...api.tokens, fetch: send }).catch((error: Error) => error)

    expect(refusal).toBeInstanceOf(TypeError)
    expect([`${refusal}`.includes('secret'), sent]).toEqual([false, []])
  })

  it('not by the error of an API that gives no answer, nor by a row about one that hangs up later', async () => {
    const { url, close } = await startFront(api, {})
    await close()
    const refusal = await checkApi(url, { ...api.tokens }).catch((error: Error) => error)
    // What undici throws may hold the request.
    const hangingUp: typeof fetch = async (input, init) => {
      const credentials = new Headers(init?.headers).get('authorization')
      if (credentials?.includes(api.tokens.idToken)) throw new TypeError(`fetch failed: ${credentials}`)
      return fetch(input, init)
    }
    const { wrong, table } = await checkApi(api.url, { ...api.tokens, fetch: hangingUp })

    expect(`${refusal}`).toContain('no answer')
    expect(refusal).not.toHaveProperty('cause')
    expect(wrong).toMatchObject([{ id: 'id-token', found: 'no answer' }])
    expect(table).not.toContain(api.tokens.idToken)
  })
})

describe('16.6: an API whose tokens are bound to a key', () => {
  it('has no wrong row, with a nonce and a proof for each call', async () => {
    const { url, options } = await startBoundApi()

    const { rows, wrong } = await checkApi(url, options)

    expect(wrong).toEqual([])
    expect(only(rows, 'not-checked')).toEqual(['foreign-token', 'expired-token'])
  })

  it.each<readonly [what: string, row: string, answer: Front['answer']]>([
    [
      'lets in a bound token without a proof',
      'unproven-token',
      (answer, { credentials }) => {
        if (credentials?.startsWith(BEARER)) answer.status = 200
      },
    ],
    [
      'lets in an ID token',
      'id-token',
      (answer, { credentials }, { idToken }) => {
        if (credentials === `DPoP ${idToken}`) answer.status = 200
      },
    ],
    [
      'does not allow proofs in the preflight',
      'preflight-dpop',
      ({ headers }) => headers.set('access-control-allow-headers', 'authorization'),
    ],
    [
      'hides its nonce',
      'exposes-nonce',
      ({ headers }) => headers.set('access-control-expose-headers', 'www-authenticate'),
    ],
    [
      'asks for a bearer token',
      'challenge',
      ({ headers }, { credentials }) => {
        if (credentials === undefined) headers.set('www-authenticate', 'Bearer')
      },
    ],
  ])('has one wrong row when it %s: %s', async (_, row, answer) => {
    const { url, options } = await startBoundApi(answer)

    expect(idsOf((await checkApi(url, options)).wrong)).toEqual([row])
  })

  it('is asked in the preflight for both headers, as a browser asks: it may allow what it is asked for', async () => {
    const { url, options } = await startBoundApi(({ headers }, { requestedHeaders }) => {
      if (requestedHeaders !== undefined) headers.set('access-control-allow-headers', requestedHeaders)
    })

    expect((await checkApi(url, options)).wrong).toEqual([])
  })

  it('may say to a token without a proof that it is the proof that is missing', async () => {
    const { url, options } = await startBoundApi(({ headers }, { credentials }) => {
      if (credentials?.startsWith(BEARER)) headers.set('www-authenticate', 'DPoP error="invalid_dpop_proof"')
    })

    expect((await checkApi(url, options)).wrong).toEqual([])
  })

  it('is not called with a token where nobody can make proofs: a refusal would be one of the proof', async () => {
    const credentials: string[] = []
    const { url, options } = await startBoundApi((_, asked) => void credentials.push(asked.credentials ?? ''))

    const { rows, wrong } = await checkApi(url, { ...options, dpop: true })

    expect(wrong).toEqual([])
    expect(new Set(credentials)).toEqual(new Set(['', BEARER + options.token]))
    expect(only(rows, 'ok')).toEqual(
      expect.arrayContaining(['no-token', 'challenge', 'preflight', 'preflight-dpop', 'cors-401', 'exposes-challenge']),
    )
    for (const id of ['access-token', 'id-token', 'unproven-token', 'missing-scope'])
      expect(find(rows, id)).toMatchObject({ verdict: 'not-checked', why: expect.stringContaining('proofs') })
  })
})

it('16.6: the table has each row, and under a wrong one what to write and where that is said', async () => {
  const { table, rows } = await check(without('access-control-expose-headers'))

  for (const { what } of rows) expect(table).toContain(what)
  expect(table).toMatch(
    /^WRONG +Whether the app may read `WWW-Authenticate` +not exposed by a 401\n +expected: exposed \(Fetch.*\n +Expose the header.*\n +Access-Control-Expose-Headers: WWW-Authenticate, DPoP-Nonce$/m,
  )
  expect(table).toMatch(/\n\d+ ok, 1 wrong, 3 not checked$/)
})
