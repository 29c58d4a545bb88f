// Never run: `tsc` is the test. The routers are those of Next.js as far as the door needs them: it is not installed here.
import { createAuth, type User } from 'latchkey'
import { createWayBack, useRequireUser, useWayBack, type WayBack } from 'latchkey/next'
import { check, type Equal } from './equal.js'

export const wayBack: WayBack = createWayBack()
export const auth = createAuth({
  issuer: 'https://id.example.com',
  clientId: 'todo-spa',
  onReturn: wayBack.onReturn,
})

interface Routers {
  readonly app: { replace(href: string, options?: { readonly scroll?: boolean }): void }
  readonly pages: { replace(url: string | object, as?: string, options?: object): Promise<boolean> }
}

export function Leads({ app, pages }: Routers): null {
  useWayBack(wayBack, app)
  useWayBack(wayBack, pages)
  // @ts-expect-error: the router is missing
  useWayBack(wayBack)
  // @ts-expect-error: the client is no way back
  useWayBack(auth, app)
  return null
}

export function Guarded({ app, pages }: Routers): string | undefined {
  const { status, user } = useRequireUser(app, { signedOut: '/', maxAge: 300 })
  useRequireUser(pages)
  // @ts-expect-error: the router is missing
  useRequireUser({ signedOut: '/' })
  // @ts-expect-error: a guard of a component goes where the page is
  useRequireUser(app, { returnTo: '/' })
  if (status !== 'signed-in') return status
  check<Equal<typeof user, User>>()
  return user.name
}
