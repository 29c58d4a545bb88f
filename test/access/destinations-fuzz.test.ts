import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Auth } from '../../src/auth/auth.js'
import { APP, type Home, setUpSignedIn } from '../support/home.js'

// Any URL, any APIs: the token goes where an oracle says that shares nothing with the code under test but the engine's URL
// parser. It looks at single characters and segments, where the code looks at beginnings of texts and at patterns.

const SETS = 250
const URLS_PER_SET = 40

/** Decodes as often as it can: a code that comes about by decoding is decoded, too. */
function decodeAll(text: string): string {
  const done: string[] = []
  for (const letter of text) {
    done.push(letter)
    for (;;) {
      const code = /^%([0-7][0-9a-fA-F])$/.exec(done.slice(-3).join(''))?.[1]
      if (code === undefined) break
      done.splice(-3, 3, String.fromCharCode(Number.parseInt(code, 16)))
    }
  }
  return done.join('')
}

// Letters of another width that some servers take for dots, slashes and percent signs.
const narrow = (text: string): string =>
  text.replace(/%e[2f]%[89ab][0-9a-f]%[89ab][0-9a-f]/gi, (code) => decodeURIComponent(code).normalize('NFKC'))

function hidesDots({ pathname }: URL): boolean {
  let text = pathname
  for (let next = decodeAll(narrow(text)); next !== text; next = decodeAll(narrow(text))) text = next
  // A text that ends early, and codes that are in no UTF-8.
  if (text.includes('\0') || /%u[0-9a-f]{4}|%c[01]|%e0%[89]|%f.%8/i.test(text)) return true
  const seen = text.replace(/[^!-\uffff]+/g, '')
  return seen.split(/[/\\]/).some((segment) => ['.', '..'].includes(segment.split(/[;?#]/)[0] ?? ''))
}

/** The API, by name, that a URL is inside of as its letters are. */
function insideOf(apis: Readonly<Record<string, string>>, url: URL): string | undefined {
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') return undefined
  const segments = url.pathname.split('/').slice(1)
  let deepest: { readonly name: string; readonly depth: number } | undefined
  for (const [name, declared] of Object.entries(apis)) {
    const place = new URL(declared)
    const wanted = place.pathname.split('/').slice(1)
    while (wanted.at(-1) === '') wanted.pop()
    if (place.hostname !== url.hostname || (place.port || '443') !== (url.port || '443')) continue
    if (wanted.some((segment, index) => segments[index] !== segment)) continue
    if (!deepest || wanted.length > deepest.depth) deepest = { name, depth: wanted.length }
  }
  return deepest?.name
}

const HOSTS = ['a.example', 'b.example', 'a.example:8443', 'xn--bcher-kva.example'] as const
const SEGMENTS = ['v1', 'V1', 'v10', 'admin', 'a%2fb', 'é', 'x;y', 'v1%20'] as const

const api = fc
  .tuple(
    fc.constantFrom(...HOSTS),
    fc.array(fc.constantFrom(...SEGMENTS), { maxLength: 3 }),
    fc.constantFrom('', '/', '//'),
  )
  .map(([host, segments, end]) => `https://${host}/${segments.join('/')}${end}`)

/** One to four APIs, no two at the same place. */
const apiSets = fc
  .uniqueArray(api, { minLength: 1, maxLength: 4, selector: (url) => new URL(url).href.replace(/\/*$/, '') })
  .map((urls) => Object.fromEntries(urls.map((url, index) => [`api${index}`, url])))

const DOT = ['.', '%2e', '%2E', '%252e', '%25252e', '%25%32%65', '%2%65', '%%32%65', '%25%32%45', '．', '%ef%bc%8e']
const SLASH = ['/', '\\', '%2f', '%5C', '%252f', '%255c', '%2%66', '%25%35%63', '／', '%%35c', '%25252F']
const REST = ['..', ';', '%3b', '%253B', ';x=1', '%', '%2', '%25', '2e', 'e', 'a', '?', '#', '@', ':', '\t', '\n', ' ']
const ODD = [
  '',
  '%00',
  '%20',
  '|',
  '=..',
  '...',
  '..a',
  'a..',
  '/../',
  '/./',
  '/..;/',
  '~',
  'ａ',
  '。',
  '\u00ad',
  '[',
  '^',
]
const fragment = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...SEGMENTS) },
  { weight: 4, arbitrary: fc.constantFrom('/', '/', '/', ...SLASH) },
  { weight: 3, arbitrary: fc.constantFrom(...DOT) },
  { weight: 2, arbitrary: fc.constantFrom(...REST, ...ODD) },
  { weight: 1, arbitrary: fc.string({ maxLength: 3, unit: 'binary' }) },
)
const SCHEMES = [
  'https://',
  'http://',
  'https:',
  'https:/',
  'https:\\\\',
  '//',
  '\\\\',
  'HTTPS://',
  'blob:https://',
  '',
  'wss://',
]
const SPELT = [
  'A.EXAMPLE',
  'ａ.example',
  'a。example',
  'a.example:443',
  'a.example.',
  'a.example:08443',
  'bücher.example',
]
const BESIDE = [
  'ada@a.example',
  ':x@a.example',
  '@a.example',
  'a.example@b.example',
  'evil.example',
  'a.example.evil.example',
]

/** Where a hostile address starts: often with an API's own, letter by letter. */
const starts = (apis: Readonly<Record<string, string>>) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...Object.values(apis)) },
    { weight: 4, arbitrary: fc.constantFrom(...HOSTS).map((host) => `https://${host}`) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.constantFrom(...SCHEMES), fc.constantFrom(...HOSTS, ...SPELT, ...BESIDE))
        .map((parts) => parts.join('')),
    },
  )

const addresses = (apis: Readonly<Record<string, string>>) =>
  fc.array(
    fc
      .tuple(starts(apis), fc.array(fragment, { maxLength: 7 }))
      .map(([start, fragments]) => start + fragments.join('')),
    { minLength: URLS_PER_SET, maxLength: URLS_PER_SET },
  )

/** What one call did: the API whose token went out, and where the request went. */
async function outcome({ world, tab }: Home, auth: Auth, address: string): Promise<string | undefined> {
  world.network.sent.length = 0
  tab.events.length = 0
  // A request that nobody answers is rejected once it has been sent, which is all that is looked at.
  await auth.fetch(address).catch(() => undefined)
  const [carried, ...more] = world.network.sent.filter(({ headers }) => headers.has('authorization'))
  expect(more).toEqual([])
  if (!carried) return undefined
  const url = new URL(address, `${APP}/`)
  expect(carried.request.url).toBe(url.href)
  const told = tab.events.flatMap((event) => (event.type === 'request' ? [event] : []))
  expect(told).toMatchObject([{ outcome: 'attached' }])
  return told[0]?.api
}

it(`attaches the token where an independent oracle says, and nowhere else, in ${SETS * URLS_PER_SET} cases (R-F02, R-F03)`, async () => {
  const tally = { cases: 0, carried: 0, hidden: 0 }
  const home = await setUpSignedIn()

  await fc.assert(
    fc.asyncProperty(
      apiSets.chain((apis) => fc.tuple(fc.constant(apis), addresses(apis))),
      async ([apis, all]) => {
        home.tab.reload()
        const declared = Object.fromEntries(Object.entries(apis).map(([name, url]) => [name, { url }]))
        const auth = home.tab.auth({ apis: declared })
        await auth.ready
        expect(auth.state.status).toBe('signed-in')
        for (const address of all) {
          const url = URL.canParse(address, `${APP}/`) ? new URL(address, `${APP}/`) : undefined
          const inside = url && insideOf(apis, url)
          const expected = url && hidesDots(url) ? undefined : inside
          expect([address, await outcome(home, auth, address)]).toEqual([address, expected])
          tally.cases += 1
          if (expected) tally.carried += 1
          else if (inside) tally.hidden += 1
        }
      },
    ),
    { numRuns: SETS },
  )

  expect(tally.cases).toBeGreaterThanOrEqual(5_000)
  // That they agree is only worth something where both answers come up often, and dots decide often.
  expect(tally.carried).toBeGreaterThan(1_000)
  expect(tally.hidden).toBeGreaterThan(300)
})
