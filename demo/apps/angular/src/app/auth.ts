// The only file that knows about OpenID.
import { createAuth } from 'latchkey'
import { CALENDAR, PROVIDER } from '../../../../app/addresses'

export const auth = createAuth({
  issuer: PROVIDER,
  clientId: 'todo-spa',
  apis: {
    calendar: { url: `${CALENDAR}/`, scopes: ['events.read', 'events.write'] },
  },
})

declare module 'latchkey/angular' {
  interface Register {
    auth: typeof auth
  }
}
