// The only file that knows about OAuth.
import { createAuth } from 'latchkey'
import { MICROBLOG } from './addresses.js'

export const auth = createAuth({
  issuer: MICROBLOG,
  clientId: 'postbox',
  // The microblog lets apps act and says of nobody who they are: no ID token, no user, no login.
  openid: false,
  redirectUri: '/postbox/',
  apis: {
    // What is incremental is asked for when the user wants it, and not before.
    microblog: { url: `${MICROBLOG}/api/`, scopes: ['posts.write'], incrementalScopes: ['posts.delete'] },
  },
})
