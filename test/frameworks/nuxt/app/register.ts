import type { auth } from './utils/auth'

declare module 'latchkey/vue' {
  interface Register {
    auth: typeof auth
  }
}
