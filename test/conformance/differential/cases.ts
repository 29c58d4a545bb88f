import { AUTHORIZATION_RESPONSE } from './authorization-response.js'
import { ID_TOKENS, RENEWALS, SIGN_INS } from './id-token.js'
import type { Case, Journey } from './journeys.js'
import { KEY_SET } from './key-set.js'
import type { Row } from './lies.js'
import { METADATA } from './metadata.js'
import { TOKEN_RESPONSE } from './token-response.js'
import { SIGNED_USERINFO, USERINFO } from './userinfo.js'

const toCases = (group: string, journey: Journey, rows: readonly Row[]): readonly Case[] =>
  rows.map(([what, lie, reason, setting = {}]) => ({
    group,
    what,
    journey,
    lie,
    reason: typeof reason === 'object' ? reason[journey] : reason,
    setting,
  }))

/** Every lie, in the order in which a sign-in comes upon them. */
export const CASES: readonly Case[] = [
  ...toCases('metadata', 'everything', METADATA),
  ...toCases('authorization response', 'sign-in', AUTHORIZATION_RESPONSE),
  ...toCases('token response', 'sign-in', TOKEN_RESPONSE),
  ...toCases('token response at a renewal', 'renewal', TOKEN_RESPONSE),
  ...toCases('ID token', 'sign-in', [...ID_TOKENS, ...SIGN_INS]),
  ...toCases('ID token at a renewal', 'renewal', [...ID_TOKENS, ...RENEWALS]),
  ...toCases('key set', 'sign-in', KEY_SET),
  ...toCases('userinfo', 'userinfo', USERINFO),
  ...toCases('signed userinfo', 'userinfo', SIGNED_USERINFO),
]
