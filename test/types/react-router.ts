// Never run: `tsc` is the test; of React Router 7 here, of 8 in react-router-8/.
import { createAuth, type User } from 'latchkey'
import { requireUserLoader, requireUserMiddleware } from 'latchkey/react-router'
import { createContext, type LoaderFunctionArgs, type RouteObject } from 'react-router'
import { check, type Equal } from './equal.js'

interface Employee {
  readonly department: string
}

const auth = createAuth({
  issuer: 'https://id.example.com',
  clientId: 'todo-spa',
  apis: { calendar: { url: '/calendar/' } },
})
const staff = createAuth({
  issuer: 'https://id.example.com',
  clientId: 'staff',
  profile: {
    '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value: value as Employee }) },
  },
})
const access = createAuth({ issuer: 'https://id.example.com', clientId: 'todo-spa', openid: false })
const userContext = createContext<User>()

/** Each fits where the router takes it. */
export const routes: RouteObject[] = [
  { path: 'plain', loader: requireUserLoader(auth) },
  {
    path: 'events',
    loader: requireUserLoader(auth, { signedOut: '/', load: ({ request }) => auth.fetch(request.url) }),
  },
  { middleware: [requireUserMiddleware(auth, { signedOut: '/', apis: ['calendar'], user: userContext })] },
  { middleware: [requireUserMiddleware(staff)] },
  { path: 'access', loader: requireUserLoader(access) },
]

/** The user is of the client's type, and what is loaded is of its own. */
export function data(): void {
  const plain = requireUserLoader(auth)
  check<Equal<Awaited<ReturnType<typeof plain>>, User>>()
  const employee = requireUserLoader(staff, { signedOut: '/' })
  check<Equal<Awaited<ReturnType<typeof employee>>, Employee>>()
  const department = requireUserLoader(staff, { load: async (_, user) => user.department })
  check<Equal<Awaited<ReturnType<typeof department>>, string>>()
  const own = requireUserLoader(auth, { load: ({ serverLoader }: Own, { sub }) => serverLoader().then(() => sub) })
  check<Equal<Parameters<typeof own>[0], Own>>()
}

/** What a route module in framework mode is called with. */
interface Own extends LoaderFunctionArgs {
  readonly serverLoader: () => Promise<void>
}

/** What is wrong does not compile. */
export function wrong(): void {
  // @ts-expect-error: the client is missing
  requireUserLoader({ signedOut: '/' })
  // @ts-expect-error: a misspelt option
  requireUserLoader(auth, { signedout: '/' })
  // @ts-expect-error: a context for other users
  requireUserMiddleware(staff, { user: userContext })
}
