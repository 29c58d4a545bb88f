import type { auth } from './auth.js'

declare module 'latchkey/svelte' {
  interface Register {
    auth: typeof auth
  }
}
