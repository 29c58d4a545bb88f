import type { auth } from './auth'

declare module 'latchkey/vue' {
  interface Register {
    auth: typeof auth
  }
}
