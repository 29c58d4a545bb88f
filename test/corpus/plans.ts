import fc from 'fast-check'
import { BODIES, HEADER_FORMS, INPUTS, type PlannedCall, type PlannedInit, SHAPES, SIGNALS } from './calls.js'

const METHODS = [
  'GET',
  'get',
  'Head',
  'POST',
  'post',
  'put',
  'PATCH',
  'patch',
  'DELETE',
  'options',
  'QUERY',
  'x-Custom',
]
const NAMES = ['x-one', 'X-One', 'X-TWO', 'accept', 'Content-Type', 'cache-control', 'bad name', 'If-None-Match']
const VALUES = ['1', ' 2 ', 'a, b', '', 'text/plain', 'application/json; charset="utf-8"', '"etag"', '\u00e9']

const maybe = <Value>(arbitrary: fc.Arbitrary<Value>, freq = 2) => fc.option(arbitrary, { nil: undefined, freq })

const bodies = fc.record({
  kind: fc.constantFrom(...BODIES),
  text: fc.constantFrom('', 'a', '{"a":1}', 'é – ü', 'x'.repeat(5_000), '\u0000\u0001'),
})

/** Members that both engines and Node know, those that some know, and those that nobody does. */
const rest = fc.record(
  {
    cache: fc.constantFrom('default', 'no-store', 'reload', 'no-cache', 'force-cache', 'only-if-cached', 'odd'),
    credentials: fc.constantFrom('omit', 'same-origin', 'include'),
    mode: fc.constantFrom('cors', 'same-origin', 'navigate'),
    redirect: fc.constantFrom('follow', 'error', 'manual'),
    referrer: fc.constantFrom('', 'about:client', 'https://todo.example.com/page'),
    referrerPolicy: fc.constantFrom('', 'no-referrer', 'origin', 'unsafe-url', 'odd'),
    integrity: fc.constantFrom('', 'sha256-RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o='),
    keepalive: fc.boolean(),
    priority: fc.constantFrom('high', 'low', 'auto'),
    window: fc.constant(null),
    xUnknown: fc.constantFrom<unknown>(1, 'text', null, false),
    xRetry: fc.constant({ limit: 2 }),
  },
  { requiredKeys: [] },
)

// Most members are left out of most calls, so that most calls are good ones.
const sparse = fc
  .tuple(rest, fc.uniqueArray(fc.nat(11), { maxLength: 3 }))
  .map(([all, kept]) => Object.fromEntries(Object.entries(all).filter((_, index) => kept.includes(index))))

const inits: fc.Arbitrary<PlannedInit> = fc
  .record({
    method: maybe(fc.constantFrom(...METHODS), 4),
    headers: maybe(
      fc.record({
        form: fc.oneof(
          { weight: 6, arbitrary: fc.constantFrom(...HEADER_FORMS) },
          { weight: 1, arbitrary: fc.constant('object' as const) },
        ),
        entries: fc.array(
          fc.tuple(
            fc.oneof(
              { weight: 12, arbitrary: fc.constantFrom(...NAMES.filter((name) => !name.includes(' '))) },
              { weight: 1, arbitrary: fc.constantFrom(...NAMES, 'Authorization') },
            ),
            fc.constantFrom(...VALUES),
          ),
          { maxLength: 4 },
        ),
      }),
    ),
    body: maybe(bodies),
    signal: maybe(
      fc.oneof(
        { weight: 8, arbitrary: fc.constant('idle' as const) },
        { weight: 2, arbitrary: fc.constantFrom(...SIGNALS) },
      ),
    ),
    rest: sparse,
  })
  // A body asks for a method that may have one; one call in eight is wrong about that.
  .chain((init) =>
    fc.integer({ min: 0, max: 7 }).map((luck) => {
      const isBodiless = /^(get|head)$/i.test(init.method ?? 'get')
      return init.body && isBodiless && luck > 0 ? { ...init, method: 'POST' } : init
    }),
  )

/** Any call that `fetch` may be given. */
export const plans: fc.Arbitrary<PlannedCall> = fc.record({
  input: fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...INPUTS) },
    { weight: 1, arbitrary: fc.constant('request' as const) },
  ),
  path: fc.constantFrom('a', 'a/b?c=d', 'a?x=%20#fragment', 'é', ''),
  made: inits,
  init: fc.oneof({ weight: 10, arbitrary: maybe(inits) }, { weight: 1, arbitrary: fc.constant(null) }),
  shape: fc.constantFrom(...SHAPES),
})
