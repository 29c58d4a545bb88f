import type { auth } from './auth.js'

declare module 'latchkey/solid' {
  interface Register {
    auth: typeof auth
  }
}
