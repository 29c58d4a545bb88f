import { describe, expect, it } from 'vitest'
import { ask, isLater, toDocument, toFault, toObject, toText, withoutNulls } from '../../src/protocol/ask.js'
import type { Answer, Wire } from '../../src/protocol/wire.js'
import { toBytes } from '../support/bytes.js'
import { until } from '../support/until.js'

const URL_ASKED = 'https://id.example.com/token'

/** Asks a server that gives this, and says how long it may take. */
function asked(respond: (init: RequestInit) => Response | Promise<Response>) {
  const waits: { milliseconds: number; run: () => void; isStopped: boolean }[] = []
  const inits: RequestInit[] = []
  const wire = {
    after: (milliseconds: number, run: () => void) => {
      const wait = { milliseconds, run, isStopped: false }
      waits.push(wait)
      return () => {
        wait.isStopped = true
      }
    },
    fetch: async (_: string, init: RequestInit) => {
      inits.push(init)
      return respond(init)
    },
  } as unknown as Wire
  return {
    answer: ask(wire, URL_ASKED, 20_000, { method: 'POST', credentials: 'include', redirect: 'follow' }),
    waits,
    inits,
  }
}

const withUrl = (response: Response, members: object) =>
  new Proxy(response, {
    get: (target, name) => (name in members ? Reflect.get(members, name) : Reflect.get(target, name, target)),
  })

describe('a request to the provider', () => {
  it('carries no cookies, is never kept, and follows no redirect, whatever was asked for', async () => {
    const { answer, inits, waits } = asked(() => Response.json({}))

    expect(await answer).toMatchObject({ why: 'status 200', status: 200, text: '{}', json: {} })
    expect(inits[0]).toMatchObject({ method: 'POST', credentials: 'omit', cache: 'no-store', redirect: 'manual' })
    await Promise.resolve()
    expect(waits).toMatchObject([{ milliseconds: 20_000, isStopped: true }])
  })

  it('is over in its time, and aborted', async () => {
    const { answer, waits, inits } = asked(() => new Promise(() => undefined))
    waits[0]?.run()

    expect(await answer).toEqual({ why: 'timeout' })
    expect(inits[0]?.signal?.aborted).toBe(true)
  })

  it('that fails says nothing but that', async () => {
    const { answer } = asked(() => {
      throw new TypeError('https://id.example.com/token?code=secret')
    })

    expect(await answer).toEqual({ why: 'unreachable' })
  })

  it.each([
    ['was followed', { redirected: true }],
    ['was not shown', { status: 0 }],
    ['was shown', { status: 300 }],
    ['was shown', { status: 399 }],
    ['led elsewhere', { url: 'https://evil.example/token' }],
  ])('takes nothing from a redirect that %s: %j (R-T11)', async (_, members) => {
    expect(await asked(() => withUrl(Response.json({}), members)).answer).toEqual({ why: 'redirected' })
  })

  it.each([{ status: 299 }, { status: 400 }, { url: URL_ASKED }, { url: '' }])(
    'takes what is none: %j',
    async (members) => {
      expect(await asked(() => withUrl(Response.json({}), members)).answer).toMatchObject({ json: {} })
    },
  )

  it.each(['whole', 'stream'])('reads a megabyte and no letter more: %s', async (how) => {
    const give = (length: number) => () => {
      const text = 'x'.repeat(length)
      return how === 'stream'
        ? new Response(text)
        : withUrl(new Response(text), { body: undefined, text: async () => text })
    }

    expect(await asked(give(1_048_576)).answer).toMatchObject({ status: 200 })
    expect(await asked(give(1_048_577)).answer).toEqual({ why: 'too-large' })
  })

  it('reads a letter that comes in two pieces, and what a polyfill gives without a stream', async () => {
    const bytes = toBytes('{"name":"\u00e9"}')
    const body = new ReadableStream({
      start: (controller) => {
        for (const part of [bytes.subarray(0, 10), bytes.subarray(10)]) controller.enqueue(part)
        controller.close()
      },
    })
    const whole = withUrl(new Response(), { body: {}, text: async () => '{"name":"x"}' })

    expect(await asked(() => new Response(body)).answer).toMatchObject({ json: { name: '\u00e9' } })
    expect(await asked(() => whole).answer).toMatchObject({ json: { name: 'x' } })
  })

  it('stops reading what has no end', async () => {
    let isCancelled = false
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(600_000)),
      cancel: () => {
        isCancelled = true
      },
    })

    expect(await asked(() => new Response(body)).answer).toEqual({ why: 'too-large' })
    await until(() => isCancelled)
  })
})

describe('a JSON object', () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    [' \n{"a":null,"b":0}', { b: 0 }],
    ['[1]', undefined],
    ['"{"', undefined],
    ['x{}', undefined],
    ['{"a":', undefined],
    ['null', undefined],
    ['', undefined],
  ])('is read from %j: %j', (text, object) => {
    expect(toObject(() => text)).toEqual(object)
  })

  it('is none where reading fails, and whatever it fails with goes nowhere', () => {
    const read = () => {
      throw new Error('secret')
    }
    expect(toObject(read)).toBeUndefined()
  })

  it('has no members that are null, and all others', () => {
    expect(withoutNulls({ a: null, b: undefined, c: 0, d: '', e: false })).toEqual({
      b: undefined,
      c: 0,
      d: '',
      e: false,
    })
  })

  it('is told of by its type alone', () => {
    expect([toText('x'), toText({}), toText(7), toText(undefined)]).toEqual(['x', 'object', 'number', 'undefined'])
  })
})

const answer = (status: number, type: string | undefined, json: object | undefined = {}): Answer =>
  ({
    why: `status ${status}`,
    status,
    headers: new Headers(type === undefined ? {} : { 'content-type': type }),
    text: '',
    json,
  }) as Answer

describe('a document', () => {
  it.each([
    ['application/json', 'application/jsonp'],
    ['application/json;charset=utf-8', 'text/json'],
    ['Application/JSON ; charset=utf-8', 'x-application/json'],
    ['application/jwk-set+json', 'application/json+x'],
    ['application/vnd.a_1+json', 'application/+json'],
    ['application/json', ''],
  ])('calls itself JSON: %s is one, %s is none', (honest, hostile) => {
    expect(toDocument(answer(200, honest))).toEqual({})
    expect(toDocument(answer(200, hostile))).toBeUndefined()
  })

  it('is a good answer', () => {
    expect(toDocument(answer(201, 'application/json'))).toBeUndefined()
    expect(toDocument(answer(200, 'application/json', undefined) as Answer)).toEqual({})
    expect(toDocument({ why: 'timeout' })).toBeUndefined()
  })

  it.each<[Answer, string]>([
    [answer(404, 'application/json'), 'status 404'],
    [{ why: 'timeout' }, 'timeout'],
    [answer(200, 'application/json'), 'body'],
    [answer(200, 'text/html; charset=utf-8'), 'type text/html'],
    [answer(200, `${'a'.repeat(30)}/${'b'.repeat(31)}`), `type ${'a'.repeat(30)}/${'b'.repeat(30)}`],
    [answer(200, `${'a'.repeat(31)}/b`), 'type unknown'],
    [answer(200, ' '), 'type unknown'],
    [answer(200, undefined), 'type unknown'],
    [answer(200, '<script>/x'), 'type unknown'],
  ])('that is none says why: %j, %s', (given, fault) => {
    expect(toFault(given)).toBe(fault)
  })
})

describe('an answer', () => {
  it.each(['unreachable', 'timeout', 'status 429', 'status 500', 'status 599'])('means later: %s', (why) => {
    expect(isLater({ why } as Answer)).toBe(true)
  })

  it.each([
    'redirected',
    'too-large',
    'status 400',
    'status 4290',
    'status 50',
    'status 5000',
    'x timeout',
    'timeouts',
  ])('means no later: %s', (why) => {
    expect(isLater({ why } as Answer)).toBe(false)
  })
})
