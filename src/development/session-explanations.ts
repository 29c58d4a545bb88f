import type { Config } from '../client/config.js'
import { type Explanations, type ExplanationsOf, quote, toOfflineScopes, toSaid } from './explanation.js'

import { toAudienceFix } from './token-explanations.js'

const SIGN_IN_AGAIN = 'The session is over. Offer to sign in.'

/** What to do about an environment that cannot hold a session, and a session that ended. */
export const sessionExplanations: ExplanationsOf<'refresh'> &
  Pick<
    Explanations,
    | 'not-in-browser'
    | 'insecure-context'
    | 'storage-blocked'
    | 'protocol-unavailable'
    | 'no-refresh-token'
    | 'clock-off'
    | 'revocation-failed'
  > = {
  'not-in-browser': () => ({
    why: 'Signing in needs a page, and a session needs a browser. On a server latchkey does nothing; a worker has a session, but cannot sign in.',
    fix: ['Call signIn, requireUser and fetch from code that runs in the page: in an event handler or an effect.'],
  }),

  'insecure-context': ({ origin }) => ({
    why: `Browsers hide their cryptography from pages that are not secure, and ${origin} is none.`,
    fix: ['Serve the app over https:, or open it on localhost.'],
  }),

  'storage-blocked': () => ({
    why: 'IndexedDB is blocked, full, or did not answer. A sign-in must outlive the page that leaves, so without a store it cannot be completed.',
    fix: [
      'Look at the settings of the browser for site data, at private windows, and at frames: a third-party frame often has no storage.',
      "auth.on('storage', …) tells when the store fails.",
    ],
  }),

  'protocol-unavailable': () => ({
    why: 'The part of latchkey that speaks to the provider is a file of its own, and it could not be loaded. The session stands.',
    fix: [
      'After a deploy: keep the files of the previous build for a while, so that open pages find theirs.',
      'CSP: script-src must hold the place of your own scripts. Offline: nothing is wrong, the next call tries again.',
    ],
  }),

  'refresh-missing': ({ config }) => ({
    why: 'The access token has expired, and the provider gave no refresh token to get another.',
    fix: [...toRefreshFix(config), SIGN_IN_AGAIN],
  }),

  'refresh-unavailable': (_, { status, retryAfterSeconds }) => ({
    why: `The session stands, but it could not be renewed: ${
      status ? `the provider answered with status ${status}` : 'the provider could not be reached, or a pause is on'
    }.`,
    fix: [
      `Nothing. The next call tries again${retryAfterSeconds ? `, not before ${retryAfterSeconds} s are over` : ''}.`,
      'If it never works while signing in does: look at the refresh request in the network panel, CORS first.',
    ],
  }),

  'refresh-rejected': ({ config }, answer) => ({
    why: `${toSaid(answer)} The refresh token has expired, was revoked, or was used by somebody else.`,
    fix: [
      SIGN_IN_AGAIN,
      `If it happens too early: look at the lifetimes of refresh token and session of ${quote(config.clientId)} at the provider.`,
    ],
  }),

  'refresh-invalid': (facts, { why, claim, audiences = [] }) => ({
    why: `The provider renewed the session, and what it sent failed a check: ${why}${claim ? ` (the claim ${quote(claim)})` : ''}. The old refresh token is spent, so the session cannot go on.`,
    fix: [...toAudienceFix(facts, audiences), `Solve ${why}: latchkey/docs/errors.md#${why}`, SIGN_IN_AGAIN],
  }),

  'refresh-lost': () => ({
    why: 'A renewal was sent, its answer never came, and the one repetition within 30 s did not help. The provider may have replaced the refresh token; to send the old one again would look like theft.',
    fix: [
      SIGN_IN_AGAIN,
      'If it happens often: let the provider accept a replaced refresh token for some seconds more (a grace period).',
    ],
  }),

  'clock-off': () => ({
    message: 'The clock of this device is wrong',
    why: "This device's clock is off by more than a minute. The sign-in was told apart from an old one by its nonce.",
    fix: ['Set the clock of the device. auth.inspect() tells by how many seconds it is off: clockOffsetSeconds.'],
  }),

  'no-refresh-token': ({ config }) => ({
    message: 'The provider gave no refresh token',
    why: 'The session works until its access token expires. Then the user has to sign in again, in the middle of whatever they do.',
    fix: toRefreshFix(config),
  }),

  'revocation-failed': ({ config, origin }) => ({
    message: 'The provider did not confirm that the tokens are revoked',
    why: 'The user is signed out here all the same. The tokens are gone from this browser and expire by themselves.',
    fix: [
      `Look at the request to the revocation_endpoint in the network panel. It must allow the origin ${origin} (CORS), and the public client ${quote(config.clientId)} without a secret.`,
    ],
  }),
}

function toRefreshFix(config: Config): readonly string[] {
  const allow = `Allow ${quote(config.clientId)} the grant type refresh_token at the provider, with rotation (Auth0: Refresh Token Rotation and Allow Offline Access for the API; Okta: grant type Refresh Token).`
  return config.scopes.includes('offline_access')
    ? [`offline_access was asked for and gave nothing. ${allow}`]
    : [`Set ${toOfflineScopes(config)}`, allow]
}
