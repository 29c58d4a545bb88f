import type { ErrorCode, ErrorDetails } from '../../../src/domain/errors.js'
import type { ProblemCode } from '../../../src/domain/events.js'
import { ISSUER } from './developer.js'

/** An error as somebody may meet it: the sentence that it is thrown with, and its details. */
type Example<Code extends ErrorCode> = readonly [message: string, details: ErrorDetails[Code]]

const said = (error: string, description: string) => ({ error, description })

/** One of each code. Their sentences are those of the sources. */
export const ERROR_EXAMPLES: { readonly [Code in ErrorCode]: Example<Code> } = {
  'not-in-browser': ['Only a browser can do this', undefined],
  'insecure-context': ['The page is not a secure context', undefined],
  'storage-blocked': ['The browser keeps nothing of a sign-in', undefined],
  'protocol-unavailable': ['A part of latchkey could not be loaded', undefined],
  'discovery-unreachable': ['The provider cannot be reached', { url: `${ISSUER}/.well-known/openid-configuration` }],
  'discovery-invalid': [
    'The answer is no provider metadata: status 404',
    { url: `${ISSUER}/.well-known/openid-configuration`, why: 'status 404' },
  ],
  'discovery-issuer-mismatch': [
    'The provider announces another issuer',
    { configured: ISSUER, announced: `${ISSUER}/` },
  ],
  'discovery-endpoint': ["The provider's token_endpoint is missing or unsafe", { endpoint: 'token_endpoint' }],
  'discovery-unsupported': ['The provider and latchkey do not fit: S256', { feature: 'S256' }],
  'sign-in-required': ['Nobody is signed in', undefined],
  'sign-in-superseded': ['A newer one took the place of this sign-in', undefined],
  'sign-in-popup-blocked': ['The browser blocked the popup', undefined],
  'sign-in-popup-closed': ['The popup was closed', undefined],
  'sign-in-no-answer': ['The provider gave no answer', { seconds: 10 }],
  'sign-in-embedded': ['The page stands in a frame of another site, or a sandbox', undefined],
  'sign-in-denied': ['The sign-in was declined', said('access_denied', 'The user declined the consent')],
  'sign-in-interaction-required': [
    'The provider needs the user to act',
    said('login_required', 'The user is not signed in'),
  ],
  'sign-in-unavailable': [
    'The provider signs nobody in for now',
    said('temporarily_unavailable', 'The service is being maintained'),
  ],
  'sign-in-refused': ['The provider refused the sign-in', said('invalid_scope', 'Unknown scope events.write')],
  'sign-in-loop': ['Signing in starts again and again', { first: 'token-unreachable' }],
  'signed-out-meanwhile': ['A sign-out came before the sign-in was done', undefined],
  'par-unavailable': ['The provider took no parameters: unreachable', { url: `${ISSUER}/par`, status: undefined }],
  'par-refused': ['The provider refused the parameters', said('invalid_client', 'Client authentication failed')],
  'par-invalid': ['The answer to the pushed parameters is not usable: status 200', { why: 'status 200' }],
  'callback-unknown-state': ['The redirect fits no sign-in of this browser', { why: 'unknown' }],
  'callback-redirect-uri': ['The redirect came back to another address', { expected: '/', arrived: '/app' }],
  'callback-parameter': ["The redirect's code is missing", { parameter: 'code', why: 'missing' }],
  'callback-issuer': ['The redirect names another provider, or none', { why: 'different' }],
  'token-unreachable': ['The token endpoint gave no tokens: unreachable', { url: `${ISSUER}/token` }],
  'token-unavailable': ['The token endpoint gave no tokens: status 503', { status: 503 }],
  'token-redirected': ['The token endpoint gave no tokens: redirected', undefined],
  'token-invalid': ['The token response has a wrong token_type', { why: 'token_type' }],
  'token-code-rejected': ['The provider rejected the code', said('invalid_grant', 'Code not valid')],
  'token-client-refused': [
    'The provider refused this client',
    said('invalid_client', 'The client_secret parameter is missing'),
  ],
  'token-refused': [
    'The provider refused the token request',
    said('unauthorized_client', 'The grant type is not allowed'),
  ],
  'id-token-missing': ['The token response has no ID token', undefined],
  'id-token-malformed': ['The ID token is of another type', { why: 'of another type' }],
  'id-token-algorithm': ["The ID token's algorithm was not agreed", { alg: 'HS256' }],
  'id-token-keys': ["The provider's keys cannot be fetched", { why: 'unreachable' }],
  'id-token-signature': ['The signature of the ID token is wrong', undefined],
  'id-token-claim': ["The ID token's aud is missing or wrong", { claim: 'aud', audiences: ['todo-project'] }],
  'id-token-clock': ["The ID token's iat does not fit this clock", { claim: 'iat', offBySeconds: -2220 }],
  'user-profile': ['The profile schema refuses the claims', { paths: ['email'] }],
  'user-info': ['No user information: status 401', { why: 'status 401' }],
  'user-changed': ['Another user has signed in', undefined],
  'refresh-missing': ['The provider gave nothing to renew with', undefined],
  'refresh-unavailable': ['The session cannot be renewed for now', { status: 429, retryAfterSeconds: 20 }],
  'refresh-rejected': ['The provider rejected the refresh token', said('invalid_grant', 'Token is not active')],
  'refresh-invalid': ['The renewed tokens failed their checks', { why: 'id-token-claim', claim: 'sub' }],
  'refresh-lost': ['The answer to a renewal was lost', undefined],
  'api-not-granted': [
    'The provider gives no token for this API',
    said('invalid_target', 'The resource is not allowed for this client'),
  ],
  'api-undeclared': ['The URL is of no declared API', { origin: 'https://mail.example.com' }],
}

/** What the problems are about that name something. */
export const PROBLEM_EXAMPLES: { readonly [Code in ProblemCode]?: string } = {
  'undeclared-refused': 'https://mail.example.com/v1/messages',
  'scope-dropped': 'events.write',
  'claims-missing': 'email',
  'provider-answer-odd': 'The claim auth_time of the ID token',
  'provider-answer-mended': 'The claim email_verified of the ID token',
}
