import type { Config } from '../client/config.js'
import { isLoopbackHost, toUrl } from '../domain/address.js'
import {
  allowProof,
  type Explanations,
  type ExplanationsOf,
  quote,
  toOfflineScopes,
  toRemedy,
  toSaid,
} from './explanation.js'

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
    | 'no-logout-page'
    | 'no-revocation'
    | 'clock-off'
    | 'revocation-failed'
  > = {
  'not-in-browser': () => ({
    why: 'Signing in needs a page, and a session needs a browser. On a server latchkey does nothing; a worker has a session, but cannot sign in.',
    fix: ['Call signIn, requireUser and fetch from code that runs in the page: in an event handler or an effect.'],
  }),

  'insecure-context': ({ origin }) => {
    // Such an origin is as secure as a browser asks for.
    if (/^https:/.test(origin) || isLoopbackHost(toUrl(origin)?.hostname ?? '')) {
      return {
        message: 'crypto.subtle is missing',
        why: `${origin} would do, but this is no browser, or one without Web Cryptography: globalThis.crypto.subtle is not there. jsdom has none.`,
        fix: [
          "In tests: use the double of latchkey/testing, which needs none; or give the test DOM Node's own before createAuth: Object.defineProperty(globalThis, 'crypto', { value: webcrypto }) with webcrypto of node:crypto.",
          'happy-dom and the browser mode of a test runner have it.',
        ],
      }
    }
    return {
      why: `Browsers hide their cryptography from pages that are not secure, and ${origin} is none.`,
      fix: ['Serve the app over https:, or open it on localhost.'],
    }
  },

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

  'refresh-unavailable': (facts, { status, retryAfterSeconds }) => ({
    why: `The session stands, but it could not be renewed: ${
      status ? `the provider answered with status ${status}` : 'the provider could not be reached, or a pause is on'
    }.`,
    fix: [
      `Nothing. The next call tries again${retryAfterSeconds ? `, not before ${retryAfterSeconds} s are over` : ''}.`,
      'If it never works while signing in does: look at the refresh request in the network panel, CORS first.',
      ...(status === undefined && facts.config.dpop ? allowProof(facts, 'the token_endpoint') : []),
    ],
  }),

  'refresh-rejected': ({ config, ...facts }, answer) => ({
    why: `${toSaid(answer)} The refresh token has expired, was revoked, or was used by somebody else.`,
    fix: [
      ...[toRemedy({ config, ...facts }, answer)].filter((line) => line !== undefined),
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
    why: 'When its access token expires, the provider is asked in a frame, without the user (prompt=none). Where it answers there (its cookie must reach the frame: the same site, or a browser that blocks no third-party cookies) the session goes on; otherwise the user has to sign in again, in the middle of whatever they do.',
    fix: toRefreshFix(config),
  }),

  'no-logout-page': ({ config }) => ({
    message: 'The provider has no logout page',
    why: `The metadata of ${quote(config.issuer)} has no end_session_endpoint. The user is signed out here; the session of the provider goes on, and the next sign-in may bring the same user back without asking.`,
    fix: [
      "Sign in with auth.signIn({ prompt: 'login' }) or { prompt: 'select_account' } after a sign-out, so that the provider asks who it is.",
      'A logout page of its own kind, which the metadata does not name, is nothing that is found by itself.',
      'On devices that people share: tell the user to sign out at the provider, too.',
    ],
  }),

  'no-revocation': ({ config }) => ({
    message: 'The provider revokes no tokens',
    why: `The metadata of ${quote(config.issuer)} has no revocation_endpoint. The tokens are gone from this browser, but the refresh token lives on at the provider until it expires.`,
    fix: ['Let refresh tokens of this client expire soon, and rotate. If the provider has the endpoint: announce it.'],
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
  return [
    ...(config.scopes.includes('offline_access')
      ? [
          `offline_access was asked for and gave nothing. ${allow}`,
          "Some providers (oidc-provider) give a refresh token for offline_access only when the user consents: a sign-in with a prompt of its own ('none', 'login') or mode 'silent' brings none. prompt: 'login consent' does.",
        ]
      : [`Set ${toOfflineScopes(config)}`, allow]),
    'Spring Authorization Server gives public clients no refresh token, whatever is asked for.',
  ]
}
