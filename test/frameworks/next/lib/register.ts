import type { auth } from './auth'

declare module 'latchkey/react' {
  interface Register {
    auth: typeof auth
  }
}
