// Never run: `tsc` is the test. No type is registered: see registered/.
import { createRootRoute, createRoute, Outlet } from '@tanstack/react-router'
import { createAuth, type User } from 'latchkey'
import { requireUserBeforeLoad } from 'latchkey/tanstack-router'
import { check, type Equal } from './equal.js'

const auth = createAuth({
  issuer: 'https://id.example.com',
  clientId: 'todo-spa',
  apis: { calendar: { url: '/calendar/' } },
})
const root = createRootRoute({ component: Outlet })

/** The user is in the context of the route, for its own loader and for those of the routes below it. */
export const events = createRoute({
  getParentRoute: () => root,
  path: '/events',
  beforeLoad: requireUserBeforeLoad(auth, { signedOut: '/', apis: ['calendar'] }),
  loader: ({ context: { user } }) => {
    check<Equal<typeof user, User>>()
    return user.name
  },
})

export const event = createRoute({
  getParentRoute: () => events,
  path: '/$id',
  loader: ({ context, params }) => {
    check<Equal<typeof context.user, User>>()
    return `${params.id} of ${context.user.name}`
  },
})

/** What is wrong does not compile. */
export function wrong(): void {
  // @ts-expect-error: a misspelt option
  requireUserBeforeLoad(auth, { signedout: '/' })
  // @ts-expect-error: the client is missing
  requireUserBeforeLoad({ signedOut: '/' })
}
