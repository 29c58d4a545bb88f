import { describe, expect, it } from 'vitest'
import { useProfiles } from './support/profiles.js'
import { useSite } from './support/site.js'
import { fetchFrom, signInFromCode, signOutFromCode } from './support/test-app.js'

const newProfile = useProfiles()
const site = useSite()

/** What a page gave to each decoder, parser and digest, as text. */
type Given = Record<string, string[]>

// Runs before any script of the page: whatever decodes or parses goes through here.
function listen(): void {
  if (location.hostname !== 'localhost') return
  const stored = sessionStorage.getItem('given')
  const given: Given = stored ? JSON.parse(stored) : {}
  // Taken before they are replaced, so that keeping the list is not on the list.
  const { stringify } = JSON
  const keep = (name: string, input: unknown) => {
    const bytes = input instanceof ArrayBuffer ? new Uint8Array(input) : ArrayBuffer.isView(input) ? input : undefined
    const text = bytes
      ? Array.from(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), (byte) =>
          String.fromCharCode(byte),
        ).join('')
      : String(input)
    given[name] ??= []
    given[name].push(text)
    sessionStorage.setItem('given', stringify(given))
  }
  const wrap = (owner: object, name: string, at = 0) => {
    const own = Reflect.get(owner, name)
    if (typeof own !== 'function') return
    Reflect.set(owner, name, function (this: unknown, ...parameters: unknown[]) {
      keep(name, parameters[at])
      return Reflect.apply(own, this, parameters)
    })
  }
  wrap(globalThis, 'atob')
  wrap(globalThis, 'decodeURIComponent')
  wrap(globalThis, 'unescape')
  wrap(JSON, 'parse')
  wrap(TextDecoder.prototype, 'decode')
  wrap(Uint8Array, 'fromBase64')
  wrap(SubtleCrypto.prototype, 'digest', 1)
  wrap(SubtleCrypto.prototype, 'verify', 3)
}

describe.each(['/plain/', '/dpop/'])('at %s', (path) => {
  it('no decoder or parser is given an access token, or a part of one (R-T14)', async () => {
    const { context } = await newProfile()
    await context.addInitScript(listen)
    const page = await context.newPage()
    await page.goto(`${site().app}${path}`)
    const tokens = new Set<string>()
    const stop = site().provider.lie({
      accessToken: (token) => {
        tokens.add(token)
        return token
      },
      tokenResponse: (body) => ({ ...body, expires_in: 1 }),
    })
    await signInFromCode(page)
    await expect
      .poll(async () => {
        await fetchFrom(page, '/api/a')
        return tokens.size
      })
      .toBeGreaterThan(1)
    stop()
    // A page that is left while it renews loses the answer, and this provider forgives no second use: until the token lasts.
    await expect
      .poll(async () => {
        await fetchFrom(page, '/api/a')
        const { tokens: inspected } = await page.evaluate(() => window.latchkeyTest.auth.inspect())
        return (inspected['own']?.expiresAt ?? 0) - Date.now()
      })
      .toBeGreaterThan(60_000)
    await page.reload()
    await page.waitForFunction(() => window.latchkeyTest?.auth.state.status === 'signed-in')
    await fetchFrom(page, '/api/b')
    const salted = await page.evaluate(() => window.latchkeyTest.auth.inspect().then(() => true))
    await page.evaluate(() => window.latchkeyTest.auth.userInfo())
    await signOutFromCode(page)

    const given: Given = await page.evaluate(() => JSON.parse(sessionStorage.getItem('given') ?? '{}'))
    const { digest = [], ...decoders } = given

    expect(salted).toBe(true)
    expect(Object.keys(decoders)).toEqual(expect.arrayContaining(['atob', 'parse', 'decode']))
    const parts = [...tokens].flatMap((token) => [token, ...token.split('.')])
    for (const [name, inputs] of Object.entries(decoders)) {
      expect(
        inputs.filter((input) => parts.includes(input)),
        name,
      ).toEqual([])
    }
    // `at_hash` and `ath` are of the token itself, the fingerprint is of a salt and the token; nothing else is.
    const ofTokens = digest.filter((input) => [...tokens].some((token) => input.includes(token)))
    const kinds = ofTokens.map((input) =>
      [...tokens].some((token) => input === token)
        ? 'hash'
        : [...tokens].some((token) => input.endsWith(token) && input.length - token.length < 32)
          ? 'fingerprint'
          : 'other',
    )
    expect(new Set(kinds)).toEqual(new Set(['hash', 'fingerprint']))
    for (const part of parts.filter((text) => text.length > 40 && !tokens.has(text))) {
      expect(digest.filter((input) => input === part)).toEqual([])
    }
  })
})
