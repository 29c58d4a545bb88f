import { createAuth } from 'latchkey'

export const auth = createAuth({
  issuer: 'http://127.0.0.1:5171',
  clientId: 'todo-spa',
  apis: { calendar: { url: 'http://127.0.0.1:5172/v1/', scopes: ['events.read', 'events.write'] } },
})
