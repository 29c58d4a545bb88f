import { createAuth } from 'latchkey'
import { createWayBack } from 'latchkey/vue'

export const wayBack = createWayBack()
export const auth = createAuth({
  issuer: 'http://127.0.0.1:5171',
  clientId: 'todo-spa',
  apis: { calendar: { url: 'http://127.0.0.1:5172/v1/', scopes: ['events.read', 'events.write'] } },
  onReturn: wayBack.onReturn,
})

/** For a navigation that the guard has failed: `state.error` says why. */
export const toldByState = () => {}
