// The only file that knows about OpenID.
import { createAuth } from 'latchkey'
import { CALENDAR, PROVIDER } from './addresses.js'
import { ELSEWHERE } from './elsewhere.js'

export const auth = createAuth({
  issuer: PROVIDER,
  clientId: 'todo-spa',
  apis: {
    calendar: { url: `${CALENDAR}/`, scopes: ELSEWHERE?.calendar.scopes ?? ['events.read', 'events.write'] },
  },
  ...ELSEWHERE?.options,
})
