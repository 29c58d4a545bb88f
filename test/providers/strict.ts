import { generateKeyPair } from 'jose'
import { LOGIN, serve } from './own/server.js'
import { answerAuthorization, answerLogin, answerLogout, confirmLogout, push } from './own/strict-requests.js'
import { createState, toMetadata } from './own/strict-state.js'
import { answerRevocation, answerToken, answerUserInfo } from './own/strict-tokens.js'
import { type ProviderKind, press } from './provider.js'

/**
 * Requires all that can be required: pushed requests (RFC 9126), bound tokens with the server's nonces (RFC 9449), a code bound to
 * the key and spent once, refresh tokens that rotate and take their family along when one comes twice, exact addresses, a resource
 * that it knows (RFC 8707), CORS for the app alone. It sends `iss` (RFC 9207), and signs for one algorithm.
 */
export const strict: ProviderKind = {
  name: 'a strict one',
  file: 'strict.ts',
  remark: 'Written here from the specifications: it requires whatever they let a provider require.',
  async boot(app) {
    const server = await serve('strict')
    const state = createState({ app, issuer: server.origin, ...(await generateKeyPair('ES256')) })
    server.answer(
      {
        'GET /.well-known/openid-configuration': async () => toMetadata(state),
        'GET /jwks': () => state.keySet(),
        'POST /par': (asked) => push(state, asked),
        'GET /authorize': (asked) => answerAuthorization(state, asked),
        'POST /login': (asked) => answerLogin(state, asked),
        'POST /token': (asked) => answerToken(state, asked),
        'GET /userinfo': (asked) => answerUserInfo(state, asked),
        'POST /revoke': (asked) => answerRevocation(state, asked),
        'GET /logout': (asked) => confirmLogout(state, asked),
        'POST /logout': (asked) => answerLogout(state, asked),
      },
      {
        'Access-Control-Allow-Origin': app.origin,
        'Access-Control-Allow-Methods': 'GET, POST',
        'Access-Control-Allow-Headers': 'Authorization, DPoP',
        'Access-Control-Expose-Headers': 'DPoP-Nonce, WWW-Authenticate',
        'X-Frame-Options': 'SAMEORIGIN',
      },
    )
    return {
      issuer: server.origin,
      clientId: 'spa',
      options: { scopes: ['openid', 'profile', 'offline_access'], dpop: true, par: true },
      registered: {
        client_id: 'spa',
        token_endpoint_auth_method: 'none',
        redirect_uris: app.redirectUris,
        post_logout_redirect_uris: app.redirectUris,
        require_pushed_authorization_requests: true,
        dpop_bound_access_tokens: true,
      },
      pages: [LOGIN, { see: 'button[name=leave]', act: press('button[name=leave]') }],
      close: server.close,
    }
  },
}
