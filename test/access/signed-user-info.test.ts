import type { TokenDraft } from 'latchkey/testing'
import { describe, expect, it } from 'vitest'
import { CLIENT_ID, ISSUER, setUpSignedIn } from '../support/home.js'

const HONEST: TokenDraft = {
  header: { alg: 'RS256' },
  claims: { iss: ISSUER, aud: CLIENT_ID, sub: 'ada', nickname: 'Countess' },
}

/** A signed-in home whose `/userinfo` answers with this JWT; a key id is put in unless the header names one. */
async function setUpAnswer(change: (honest: TokenDraft) => TokenDraft, edit = (jwt: string) => jwt) {
  const home = await setUpSignedIn({ provider: { signedUserInfo: true } })
  const [key] = (await home.provider.keys()).keys
  const draft = change({ ...HONEST, header: { ...HONEST.header, kid: key?.kid } })
  const signed = edit(await home.provider.sign(draft))
  home.provider.lie({
    respond: (endpoint) =>
      endpoint === 'userinfo' ? new Response(signed, { headers: { 'content-type': 'application/jwt' } }) : undefined,
  })
  return home
}

describe('a signed /userinfo (R-U03, C-34)', () => {
  it('is verified, and its claims are told', async () => {
    const { auth } = await setUpSignedIn({ provider: { signedUserInfo: true } })

    expect(await auth.userInfo()).toMatchObject({ sub: 'ada', name: 'Ada Lovelace', iss: ISSUER })
  })

  it.each<[string, (honest: TokenDraft) => TokenDraft]>([
    ['as it should be', (honest) => honest],
    ['without iss and aud', ({ header }) => ({ header, claims: { sub: 'ada', nickname: 'Countess' } })],
    ['with several audiences', (honest) => ({ ...honest, claims: { ...honest.claims, aud: ['x', CLIENT_ID] } })],
  ])('is taken %s', async (_, change) => {
    const { auth } = await setUpAnswer(change)

    expect(await auth.userInfo()).toMatchObject({ sub: 'ada', nickname: 'Countess' })
  })

  it.each<[string, (honest: TokenDraft) => TokenDraft]>([
    ['a broken signature', (honest) => ({ ...honest, signature: 'corrupt' })],
    ['no signature', (honest) => ({ ...honest, signature: 'missing' })],
    ['alg none', (honest) => ({ ...honest, header: { ...honest.header, alg: 'none' } })],
    [
      'a signature with the public key as a secret',
      (honest) => ({ ...honest, header: { ...honest.header, alg: 'HS256' } }),
    ],
    ['the signature of a stranger', (honest) => ({ ...honest, key: 'foreign' })],
    ['another issuer', (honest) => ({ ...honest, claims: { ...honest.claims, iss: 'https://evil.example' } })],
    ['another audience', (honest) => ({ ...honest, claims: { ...honest.claims, aud: 'other-app' } })],
    ['another user', (honest) => ({ ...honest, claims: { ...honest.claims, sub: 'grace' } })],
    ['the type of another token', (honest) => ({ ...honest, header: { ...honest.header, typ: 'at+jwt' } })],
    ['critical extensions', (honest) => ({ ...honest, header: { ...honest.header, crit: ['x'] } })],
  ])('is refused with %s, and the user stays as they are', async (_, change) => {
    const { auth } = await setUpAnswer(change)
    const { user } = auth.state

    await expect(auth.userInfo()).rejects.toMatchObject({ code: 'user-info' })
    expect(auth.state.user).toBe(user)
  })

  it('is refused with a none algorithm even where the metadata lists it', async () => {
    const home = await setUpAnswer((honest) => ({ ...honest, header: { ...honest.header, alg: 'none' } }))
    home.provider.lie({
      discovery: (document) => ({ ...document, id_token_signing_alg_values_supported: ['none', 'RS256'] }),
    })

    await expect(home.auth.userInfo()).rejects.toMatchObject({ code: 'user-info' })
  })

  it('is refused with anything around it', async () => {
    const { auth } = await setUpAnswer(
      (honest) => honest,
      (jwt) => `${jwt}\n`,
    )

    await expect(auth.userInfo()).rejects.toMatchObject({ code: 'user-info' })
  })
})
