import {
  allowConnection,
  allowOrigin,
  type ExplanationsOf,
  quote,
  toOrigin,
  toRemedy,
  toSaid,
  toScopeText,
} from './explanation.js'

/** What to do about a sign-in that failed before the page left, or at its return. */
export const signInExplanations: ExplanationsOf<'sign' | 'signed' | 'callback' | 'par' | 'scope'> = {
  'sign-in-required': () => ({
    why: 'An API was called, or the user was required, while nobody is signed in.',
    fix: [
      'Call auth.signIn() when the user asks for it, or guard the route with auth.requireUser().',
      'An API that also answers without a token: declare it with anonymous: true.',
      'After a sign-out, requireUser starts no sign-in until the user has acted. That is intended.',
    ],
  }),

  'sign-in-superseded': () => ({
    why: 'A second signIn with other options was called before the page had left. The newest wins.',
    fix: [
      'Nothing, when the user pressed twice. Otherwise look for two places that sign in at once: a route guard and a button, say.',
    ],
  }),

  'sign-in-popup-blocked': () => ({
    why: 'The browser opened no window: signIn was not called in the same breath as a click or a key. Or it lets the page lead it nowhere: a sandboxed frame.',
    fix: [
      "Call auth.signIn({ mode: 'popup' }) first in the event handler, before anything is awaited.",
      'Where popups are not allowed at all (an in-app browser, a managed device), offer the redirect: auth.signIn().',
    ],
  }),

  'sign-in-popup-closed': ({ config }) => ({
    why: 'The popup says that it is closed, the user has come back to this page, and no sign-in has come of it.',
    fix: [
      'Show this as a normal outcome and offer to sign in again.',
      `If the provider showed an error in it: register exactly this redirect URI there: ${config.relayUri}`,
    ],
  }),

  'sign-in-no-answer': ({ config }, { seconds }) => ({
    why: `No sign-in came back from the other window or frame within ${seconds} s.${seconds < 60 ? ' The provider was asked in a frame, without the user (prompt=none), and showed itself in none, or showed a page that waits for a user whom nobody can see.' : ''}`,
    fix: [
      ...(config.persistence === 'memory'
        ? [
            "With persistence: 'memory' the first load of each tab asks the provider in a frame, and the state is pending for as long. At a provider that does not answer there: persistence: 'browser' or 'tab'.",
          ]
        : []),
      'In a frame: most providers refuse to be framed, or see no cookie there. Then a refresh token is the way to go on.',
      "This page's own policy must let it be framed by itself: frame-ancestors 'self', and frame-src 'self' with the provider's origin.",
      'In a popup: the redirect URI must be a page that calls createAuth with the same options (or relayUri).',
    ],
  }),

  'sign-in-embedded': () => ({
    why: 'This page stands in a frame of another site, or in a sandbox. That site could have started the sign-in, and storage is another there.',
    fix: [
      'Open the app in a window of its own, and sign in there.',
      "Say who may frame it: Content-Security-Policy: frame-ancestors 'self'.",
    ],
  }),

  'sign-in-denied': (_, answer) => ({
    why: `${toSaid(answer)} The user declined, or a rule at the provider did.`,
    fix: [
      'Show this as a normal outcome and offer to sign in again.',
      'If nobody declined: look at who is assigned to this client at the provider, and at its log.',
    ],
  }),

  'sign-in-interaction-required': (_, answer) => ({
    why: `${toSaid(answer)} The request allowed it to show nothing (prompt 'none'), and it has something to ask.`,
    fix: ["Sign in without prompt 'none', so that the provider can show its page."],
  }),

  'sign-in-unavailable': (_, answer) => ({
    why: `${toSaid(answer)} That is its way to say 500 or 503 in a redirect.`,
    fix: ['Try again later. If it stays, the log of the provider knows why.'],
  }),

  'sign-in-refused': (facts, answer) => ({
    why: `${toSaid(answer)} The request as such was refused, not the user.`,
    fix: [
      toRemedy(facts, answer) ??
        REFUSED.get(answer.error)?.(toScopeText(facts.config)) ??
        'Compare the request with the client at the provider, point by point:',
      `The client is ${quote(facts.config.clientId)}: a public client (SPA), authorization code with PKCE.`,
      `The redirect URI, to register exactly like this: ${facts.config.redirectUri}`,
    ],
  }),

  'par-unavailable': (facts, { url, status }) =>
    status === undefined
      ? {
          why: 'The provider was asked to keep the parameters of the sign-in (RFC 9126), and no answer came that this page may read. Most often the answer has no CORS header, and then it never will; a Content Security Policy and a lost network look the same.',
          fix: [
            allowOrigin(facts, url),
            ...(facts.config.dpop
              ? ['Where the endpoint demands a proof: it must answer OPTIONS with Access-Control-Allow-Headers: DPoP.']
              : []),
            allowConnection(url),
            'Or leave par away, where the provider does not require it.',
          ],
        }
      : {
          why: `The provider was asked to keep the parameters of the sign-in (RFC 9126), and answered with status ${status}.`,
          fix: ['Nothing, when it passes: offer the sign-in again. Otherwise the log of the provider knows why.'],
        },

  'par-refused': (facts, answer) => ({
    why: `${toSaid(answer)} The parameters that were pushed were refused, before the user saw anything.`,
    fix: [
      toRemedy(facts, answer) ??
        (/_client$/.test(answer.error)
          ? `Make ${quote(facts.config.clientId)} a public client at the provider, or leave par away: this endpoint takes no client without a secret.`
          : undefined) ??
        REFUSED.get(answer.error)?.(toScopeText(facts.config)) ??
        'Compare the request with the client at the provider.',
      `The redirect URI, to register exactly like this: ${facts.config.redirectUri}`,
    ],
  }),

  'par-invalid': (_, { why }) => ({
    why: `The answer to the pushed parameters is not one of RFC 9126: ${why}. It must be a 201 with a request_uri that is still good.`,
    fix: [
      ...(why === 'redirected'
        ? [
            'A redirect to a sign-in page means that the endpoint takes no client without a secret (Spring Authorization Server: none at all). A browser cannot keep one: leave par away.',
          ]
        : []),
      'Look at the pushed_authorization_request_endpoint of the metadata: it must be the provider itself, not a page of a proxy.',
    ],
  }),

  'sign-in-loop': (_, { first }) => ({
    why: `requireUser has started a sign-in three times within 30 s, and each time the page came back without a user. ${first ? `The first of them failed with ${first}.` : 'None of them reported an error.'}`,
    fix: [
      first
        ? `Solve ${first} first: latchkey/docs/errors.md#${first}`
        : 'Look whether something clears the storage, or loads the page again, right after the return.',
      'requireUser with acrValues loops when the ID token has another acr, or none.',
    ],
  }),

  'signed-out-meanwhile': () => ({
    why: 'Somebody signed out, here or in another tab, after this sign-in had begun. The sign-out is newer, so it counts. The tokens that came were revoked.',
    fix: ['Nothing is wrong. Offer to sign in.'],
  }),

  'callback-unknown-state': ({ config }, { why }) => ({
    why:
      why === 'expired'
        ? 'The sign-in was begun more than a day ago. The code was not used.'
        : 'The address bar held a return of this client, but this browser knows no sign-in that it belongs to. The code was not used.',
    fix: [
      'Once: nothing. A bookmark, a made-up link, the back button, a reload of the return or another browser does it. Offer to sign in.',
      `Each time: the sign-in begins on another origin than it returns to, and storage is per origin. Open the app on ${toOrigin(config.redirectUri)} alone, the origin of the redirect URI (localhost and 127.0.0.1 are two), or set redirectUri to the one in use.`,
      'Or something clears the storage meanwhile.',
    ],
  }),

  'callback-redirect-uri': ({ config }, { expected, arrived }) => ({
    why:
      expected === arrived
        ? `The return came to the right path (${arrived}), but to another origin or without the query of the redirect URI.`
        : `The return was expected at ${expected} and came to ${arrived}.`,
    fix: [
      `Register exactly this redirect URI at the provider: ${config.redirectUri}`,
      `Then look for what sends ${expected} elsewhere before latchkey runs: a redirect of the server, a router, a rule that adds or takes a slash.`,
      'Or set redirectUri to where the return really arrives.',
    ],
  }),

  'callback-parameter': ({ config }, { parameter, why }) => ({
    why: `In the return the parameter ${quote(parameter)} is ${PARAMETER[why]}.`,
    fix:
      why === 'not-allowed'
        ? [
            'Tokens never come through the address bar, and signed responses are not read. Turn off the implicit and the hybrid flow and JARM for this client.',
          ]
        : [
            `Look at what the provider sends to ${config.redirectUri}, and whether something in front of the app changes its query.`,
            'If the provider is right, somebody tampered with the return.',
          ],
  }),

  'callback-issuer': ({ config }, { why }) => ({
    why:
      why === 'missing'
        ? `${quote(config.issuer)} announces that its returns name the issuer (iss, RFC 9207), and this one does not.`
        : `The return names another issuer than ${quote(config.issuer)}. An answer of one provider in the place of another is an attack that this check exists for.`,
    fix: [
      'Do not work around it. Sign in again; if it stays, the metadata and the returns of the provider disagree: correct its issuer.',
      'Two providers on one origin need two redirect URIs.',
    ],
  }),

  'callback-without-state': ({ config }) => ({
    message: 'The provider sent an error without the state of the sign-in',
    why: `The address of this page holds an error and no state, at a redirect URI of ${quote(config.clientId)}, while a sign-in is under way. It belongs to no sign-in for certain, so it was left where it is and decides nothing.`,
    fix: [
      'Read error and error_description in the address bar: they say what the provider refused.',
      'The provider must send the state back with an error, too (RFC 6749 section 4.1.2.1).',
      'If it is the app that writes error into that address: use another name.',
    ],
  }),

  'callback-missing': ({ config }) => ({
    message: 'A sign-in left this tab and did not come back',
    why: 'The page left for the provider, and was loaded without its answer. A provider that does not know the redirect URI shows an error of its own and sends nobody back.',
    fix: [
      `Register exactly this redirect URI at the provider, for the client ${quote(config.clientId)}: ${config.redirectUri}`,
      'Read the page that the provider showed: it may name something else (a client that it does not know, a scope).',
      'If you came back by yourself (the back button, the address bar): nothing is wrong.',
      `If the provider did send you back: something takes the query away before latchkey runs, as a redirect of the server does. It must stay on ${config.redirectUri}.`,
    ],
  }),

  'scope-dropped': ({ config }, scopes = 'a scope') => ({
    message: `The provider did not grant all that was asked for: ${scopes}`,
    why: `The token response names the scopes that were granted, and these are not among them: ${scopes}. Calls that need them will be refused (403).`,
    fix: [
      `Allow ${quote(config.clientId)} these scopes at the provider, and the user the role that they need: ${scopes}`,
      'The user may have declined them. Where the provider has no such scope, take it out of scopes or apis.',
    ],
  }),

  'callback-reappeared': () => ({
    message: "The provider's answer came back into the address bar",
    why: 'latchkey had taken it away. Something read the address before that, a router for the most part, and has put it back. It was removed once more.',
    fix: [
      'Import the module that calls createAuth before the router, as the first import of the entry of the app.',
      'A router that must set the address itself: give it onReturn.',
    ],
  }),
}

// By the provider's own word: a map, because an object would find `constructor` too.
const REFUSED = new Map<string, (scopes: string) => string>([
  ['invalid_scope', (scopes) => `Allow every scope that was asked for, or do not ask: ${scopes}`],
  ['unauthorized_client', () => 'Allow the client the authorization code flow.'],
  ['unsupported_response_type', () => "Allow the client the response type 'code'."],
  [
    'invalid_request',
    () =>
      'The sentence of the provider names what is missing. Extra parameters come from authorizationParams and params.',
  ],
])

const PARAMETER = {
  repeated: 'there more than once',
  missing: 'missing',
  'not-allowed': 'one that must never be there',
}
