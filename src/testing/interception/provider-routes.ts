import type { Visit } from '../authorization-endpoint.js'
import { endpointAt } from '../endpoints.js'
import { addressesOf, logoutAddressesOf } from '../provider.js'
import { isForm } from '../seen-request.js'
import type { TestProvider } from '../test-provider.js'
import type { Settings } from '../test-provider-options.js'
import type { Bodies } from './bodies.js'
import type { Fulfilment, PausedRequest } from './browser.js'
import { allowOrigins, answerPreflight } from './cors.js'
import { FixtureError } from './fixture-error.js'
import type { AppAddresses } from './options.js'
import { toFulfilment, toRequest } from './paused-request.js'

/** A provider that answers a browser. */
export interface ProviderRoutes {
  /** Whether a request is for the provider. */
  readonly isTheirs: (url: URL) => boolean
  /** The answer; `undefined` for none at all, as of a host that is not there. */
  readonly answer: (paused: PausedRequest) => Promise<Fulfilment | undefined>
}

interface ProviderSetup {
  readonly provider: TestProvider
  /** What it was made with. */
  readonly settings: Settings
  readonly app: AppAddresses
  readonly bodies: Bodies
  /** What the user does at the provider's page. */
  readonly visit: () => Visit
  readonly report: (problem: FixtureError) => void
}

/** Has the provider answer what a browser asks of it: pages that are navigated to, and endpoints that are called. */
export function createProviderRoutes(setup: ProviderSetup): ProviderRoutes {
  const { provider, settings, app, bodies } = setup
  const addresses = addressesOf(settings)
  const logoutAddresses = logoutAddressesOf(settings)

  async function call(paused: PausedRequest): Promise<Fulfilment | undefined> {
    const headers = answerPreflight(paused)
    const answer = headers
      ? { status: 204, headers }
      : await provider
          .fetch(toRequest(paused, await bodies.of(paused)), { redirect: 'manual' })
          .then(toFulfilment, toNothing)
    if (!answer) return undefined
    return allowOrigins(answer, paused, app.origins)
  }

  return {
    isTheirs: (url) => provider.answers(url) || logoutAddresses.includes(url.origin + url.pathname),
    async answer(paused) {
      const url = new URL(paused.url())
      const address = url.origin + url.pathname
      if (address === addresses.authorization) return visitAuthorization(setup, paused)
      if (logoutAddresses.includes(address)) return visitEndSession(setup, paused)
      return endpointAt(addresses, url) ? call(paused) : { status: 404 }
    },
  }
}

/** As the browser goes to the authorization endpoint: on to where the provider sends it, or the provider's own page. */
async function visitAuthorization(setup: ProviderSetup, paused: PausedRequest): Promise<Fulfilment | undefined> {
  const problem = findProblem(setup, new URL(paused.url()))
  if (problem) setup.report(problem)
  try {
    return toRedirect(await setup.provider.authorize(paused.url(), setup.visit()))
  } catch (error) {
    return isUnreachable(error) ? undefined : toPage(400, String(error))
  }
}

async function visitEndSession({ provider, bodies }: ProviderSetup, paused: PausedRequest): Promise<Fulfilment> {
  const request = toRequest(paused, await bodies.of(paused))
  const form = isForm(request.headers) ? new URLSearchParams(await request.text()) : undefined
  try {
    const back = provider.endSession(paused.url(), form)
    return back ? toRedirect(back) : toPage(200, 'You are signed out.')
  } catch (error) {
    // The provider's error page.
    return toPage(400, String(error))
  }
}

/** Why the provider does not know what the app asks for, where it is the fixture that was told of another app. */
function findProblem({ provider, app }: ProviderSetup, { searchParams }: URL): FixtureError | undefined {
  const clientId = searchParams.get('client_id')
  if (clientId !== provider.clientId)
    return new FixtureError(
      'client-mismatch',
      `The app goes by the client id ${clientId}, and the fixture is for ${provider.clientId}: authFixture({ clientId: '${clientId}' })`,
    )
  const redirectUri = searchParams.get('redirect_uri')
  if (redirectUri === null || app.redirectUri.includes(redirectUri)) return undefined
  return new FixtureError(
    'redirect-uri-unknown',
    `The app wants to come back to ${redirectUri}, which the fixture does not know: authFixture({ redirectUri: '${redirectUri}' })`,
  )
}

// A 303, so that a form is not posted on.
const toRedirect = (location: string): Fulfilment => ({
  status: 303,
  headers: { location, 'cache-control': 'no-store' },
})

function toPage(status: number, text: string): Fulfilment {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const body = `<!doctype html><html lang="en"><meta charset="utf-8"><title>The test provider</title><p>${safe}</p></html>`
  return { status, body, headers: { 'content-type': 'text/html; charset=utf-8' } }
}

function toNothing(error: unknown): undefined {
  if (!(error instanceof TypeError)) throw error
}

const isUnreachable = (error: unknown): boolean => error instanceof TypeError && error.message === 'Failed to fetch'
