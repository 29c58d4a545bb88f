import { describe, expect, it } from 'vitest'
import { byIntrospection, byUserInfo } from '../../demo/providers/verifiers.js'
import type { Verifier } from '../../demo/server/access-token.js'
import { CALENDAR, CLIENT, refusal, sign, startIssuer } from '../support/elsewhere-issuer.js'

// How the demo's calendar judges the references of other providers: `npm start -- --provider …`.

const CREDENTIALS = `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64')}`
const past = Math.floor(Date.now() / 1000) - 300

describe('17.4: the calendar asks Okta about each token', () => {
  const AUDIENCE = 'api://default'
  const good = (issuer: string) => ({
    active: true,
    token_type: 'Bearer',
    iss: issuer,
    aud: [AUDIENCE],
    sub: 'ada',
    scope: 'events.read',
  })
  /** A calendar whose provider says so of every token. */
  const set = async (changes: object = {}, status = 200) => {
    const asked: { credentials: string | undefined; token: string | null }[] = []
    const from = await startIssuer(({ credentials, form }) => {
      asked.push({ credentials, token: form.get('token') })
      return { status, body: { ...good(from.issuer), ...changes } }
    })
    const verify = byIntrospection(AUDIENCE)({ issuer: from.issuer, audience: CALENDAR, client: CLIENT })
    return { from, verify, asked }
  }

  it('by its own name, and takes what is active and for it', async () => {
    const { verify, asked } = await set()

    expect(await verify('okta_1')).toMatchObject({
      accepted: true,
      token: { format: 'reference', userId: 'ada', scopes: ['events.read'] },
    })
    expect(asked).toEqual([{ credentials: CREDENTIALS, token: 'okta_1' }])
  })

  it.each<[string, object]>([
    ['is not active', { active: false }],
    ['is for another API', { aud: ['api://mail'] }],
    ['is for nobody', { aud: undefined }],
    ['is of another authorization server', { iss: 'https://id.example.com/oauth2/mail' }],
    ['is a refresh token', { token_type: 'refresh_token' }],
    ['is active by a text', { active: 'true' }],
    ['is inactive by a text', { active: 'false' }],
    ['is over, whatever is said of it', { exp: past }],
    ['is over in words', { exp: `${past + 600}` }],
    ['is of nobody', { sub: undefined }],
    ['is of nobody by name', { sub: '' }],
    ['is bound to a key', { cnf: { jkt: 'of-the-key-of-the-page' } }],
    ['is bound to a key by its type', { token_type: 'DPoP' }],
  ])('and takes none that %s', async (_, changes) => {
    const { verify } = await set(changes)

    expect(await refusal(verify, 'okta_1')).toBeDefined()
  })

  it('and says that it is still good where it was told until when, and not else', async () => {
    const told = await set({ exp: past + 600, token_type: undefined })
    const silent = await set()
    const checked = async (verify: Verifier) => {
      const verdict = await verify('okta_1')
      return verdict.accepted && verdict.token.checks.includes('exp is still ahead')
    }

    expect([await checked(told.verify), await checked(silent.verify)]).toEqual([true, false])
    expect(await refusal(silent.verify, 'okta_1')).toBeUndefined()
  })

  it('and says of an ID token what it is', async () => {
    const { from, verify } = await set({ active: false })

    expect(await refusal(verify, await sign(from, { aud: 'todo-spa' }))).toMatch(/^This is an ID token/)
  })

  it('and takes nothing where it gets no answer', async () => {
    const { verify } = await set({}, 401)

    await expect(verify('okta_1')).rejects.toThrow('Introspection answered 401')
  })
})

describe('17.4: the calendar asks Entra ID whose a token is', () => {
  const set = async (status: number, body: unknown) => {
    const asked: (string | undefined)[] = []
    const from = await startIssuer(({ credentials }) => {
      asked.push(credentials)
      return { status, body }
    })
    const verify = byUserInfo({ issuer: from.issuer, audience: CALENDAR, client: CLIENT })
    return { from, verify, asked }
  }

  it('and takes it for that user, for all of the calendar, and shows no more than was said', async () => {
    const { verify, asked } = await set(200, { sub: 'ada' })

    expect(await verify('microsoft_1')).toMatchObject({
      accepted: true,
      token: { userId: 'ada', scopes: ['events.read', 'events.write'], claims: { sub: 'ada' } },
    })
    expect(await verify('microsoft_1')).not.toHaveProperty('token.claims.scope')
    expect(asked).toEqual(['Bearer microsoft_1', 'Bearer microsoft_1'])
  })

  it.each([400, 401, 403])('and takes none that the provider refuses with %i', async (status) => {
    const { verify } = await set(status, { error: 'invalid_token' })

    expect(await refusal(verify, 'microsoft_1')).toMatch(/does not take this token/)
  })

  it('and asks nothing about a JWT: an ID token that the provider would take is none for the calendar', async () => {
    const { from, verify, asked } = await set(200, { sub: 'ada' })

    expect(await refusal(verify, await sign(from, { aud: 'todo-spa' }))).toMatch(/^This is an ID token/)
    expect(await refusal(verify, await sign(from))).toBeDefined()
    expect(await refusal(verify, `${await sign(from, { aud: 'todo-spa' })}=`)).toBeDefined()
    expect(asked).toEqual([])
  })

  it.each<[string, object]>([
    ['of nobody', { sub: undefined, email: 'ada@example.com' }],
    ['of nobody by name', { sub: '' }],
    ['of another issuer', { iss: 'https://id.example.com' }],
    ['for another API', { aud: 'https://mail.example.com/' }],
    ['for the app, as an ID token is', { aud: 'todo-spa' }],
    ['that is bound to a key', { cnf: { jkt: 'of-the-key-of-the-page' } }],
  ])('and takes none %s', async (_, changes) => {
    const { verify } = await set(200, { sub: 'ada', ...changes })

    expect(await refusal(verify, 'microsoft_1')).toBeDefined()
  })

  it('and takes one where issuer and audience are said, and right', async () => {
    const said: Record<string, unknown> = { sub: 'ada', aud: ['https://mail.example.com/', CALENDAR] }
    const { from, verify } = await set(200, said)
    said['iss'] = from.issuer

    expect(await refusal(verify, 'microsoft_1')).toBeUndefined()
  })

  it.each<[string, number, unknown, string]>([
    ['no answer', 503, {}, 'Userinfo answered 503'],
    ['a list', 200, [{ sub: 'ada' }], 'Userinfo answered no object'],
    ['nothing', 200, null, 'Userinfo answered no object'],
  ])('and takes nothing where it gets %s', async (_, status, body, message) => {
    const { verify } = await set(status, body)

    await expect(verify('microsoft_1')).rejects.toThrow(message)
  })
})
