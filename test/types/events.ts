// Never run: `tsc` is the test.
import { createAuth } from 'latchkey'
import { check, type Equal } from './equal.js'

const auth = createAuth({ issuer: 'https://id.example.com', clientId: 'todo-spa' })

/** The type of an event types what its listener is given. */
export function typed(): () => void {
  auth.on('challenge', (event) => {
    check<Equal<typeof event.status, 401 | 403>>()
    // @ts-expect-error: a field of another event
    event.outcome
  })
  // @ts-expect-error: no such event
  auth.on('token', () => undefined)
  return auth.on('request', ({ outcome }) => check<Equal<typeof outcome, 'attached' | 'forwarded' | 'refused'>>())
}

/** `'*'` is told everything, as a union to switch over. */
export function everything(): () => void {
  return auth.on('*', (event) => {
    if (event.type === 'user-changed') check<Equal<typeof event.by, 'sign-in' | 'another-tab'>>()
  })
}
