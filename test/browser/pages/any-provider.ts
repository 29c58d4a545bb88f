import { createAuth } from 'latchkey'
import { noteProof, renewByHand } from './renew-by-hand.js'
import { show } from './setup.js'

/** What a test of a provider reads of an app that it can reach into: an app of its own would keep this to itself. */
export interface Seen {
  /** The grant of each token request of this page that gave tokens. */
  readonly grants: string[]
  refreshToken?: string
  /** What the sign-in of the moment came to. */
  outcome?: { readonly code?: string; readonly message?: string }
  /** The call of the moment. */
  call?: Promise<string>
}

declare global {
  interface Window {
    seen: Seen
    /** Renews with the last refresh token of this page, past latchkey. */
    renewByHand: (endpoint: string, clientId: string) => Promise<string>
  }
}

const seen: Seen = { grants: [] }
window.seen = seen
window.renewByHand = (endpoint, clientId) => renewByHand(endpoint, { clientId, refreshToken: seen.refreshToken ?? '' })

async function fetchAndLook(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const body = new URLSearchParams(String(init?.body ?? ''))
  const grant = body.get('grant_type')
  noteProof(new Headers(init?.headers))
  // The page that pushes is gone when somebody asks.
  if (body.has('code_challenge')) sessionStorage.setItem('pushed', 'yes')
  const response = await fetch(input, init)
  // A refusal for want of a nonce gives nothing, and is asked once more.
  if (!grant || !response.ok) return response
  seen.grants.push(grant)
  const token = await response
    .clone()
    .json()
    .then(
      (body) => body?.refresh_token,
      () => undefined,
    )
  if (token) seen.refreshToken = token
  return response
}

const options = document.querySelector<HTMLMetaElement>('meta[name="options"]')?.content ?? ''
show(createAuth({ ...JSON.parse(options), fetch: fetchAndLook }))

// A popup is for the gesture of a user.
const button = document.createElement('button')
button.id = 'popup'
button.onclick = () =>
  window.latchkeyTest.auth.signIn({ mode: 'popup' }).then(
    () => {
      seen.outcome = {}
    },
    ({ code, message }) => {
      seen.outcome = { code, message }
    },
  )
button.textContent = 'popup'
document.body.append(button)
