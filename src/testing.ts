/**
 * The test kit: a double of an `Auth` for tests of components; and an OpenID provider with real keys that answers inside the test,
 * and can be told to lie. Both work in Node, in test DOMs and in browsers, and open no port.
 *
 * @module
 */
export { handlers } from './kit/handlers.js'
export type { Respond, TestCall } from './kit/sent-calls.js'
export { resetAuth, type SignedIn, type SignedInOptions, signedIn } from './kit/signed-in.js'
export { createTestAuth, type TestAuth, type TestAuthOptions } from './kit/test-auth.js'
export { type ApiCheck, checkApi } from './testing/api-check/check-api.js'
export type { CallToProve, CheckApiOptions } from './testing/api-check/options.js'
export type { ApiCheckRow } from './testing/api-check/row.js'
export type { GuardOptions } from './testing/api-guard.js'
export type { Visit } from './testing/authorization-endpoint.js'
export type { Awaitable, Claims } from './testing/claims.js'
export type { Endpoint } from './testing/endpoints.js'
export type { Lie } from './testing/lies.js'
export type { Quirk } from './testing/quirks.js'
export type { SeenRequest } from './testing/seen-request.js'
export type { Like } from './testing/shapes/shapes.js'
export type { KeyRotation, SigningAlgorithm, SigningKey } from './testing/signing-keys.js'
export { createTestProvider, type TestProvider } from './testing/test-provider.js'
export type { TestProviderOptions, TestUser } from './testing/test-provider-options.js'
export type { TokenDraft } from './testing/token-draft.js'
