import { type Auth, createAuth } from 'latchkey'
import { config } from './app.js'

const create = (clientId: string, apis: Readonly<Record<string, { url: string; scopes: string[] }>>): Auth =>
  createAuth({ issuer: config().issuer, clientId, scopes: config().scope.split(' '), apis })

const events = () => ({ events: { url: config().api, scopes: [config().apiScope] } })

let auth: Auth

export async function start(): Promise<boolean> {
  auth = create(config().clientId, events())
  return (await auth.ready).status === 'signed-in'
}

export const signIn = (): unknown => auth.signIn()

export const call = (url: string): Promise<Response> => auth.fetch(url)

export const another = (clientId: string): unknown => create(clientId, {})

/** All declared APIs share the sign-in's token, so what may grow is the search for the API that a URL belongs to. */
export async function cacheTokens(count: number): Promise<typeof call> {
  const many = Array.from({ length: count - 1 }, (_, index) => [
    `api-${index}`,
    { url: `https://api-${index}.example.com/v1/`, scopes: [] },
  ])
  auth.dispose()
  auth = create(config().clientId, { ...Object.fromEntries(many), ...events() })
  await auth.ready
  return call
}
