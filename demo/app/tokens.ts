import { auth } from './auth.js'
import { type Lifetime, toRemainder } from './clock.js'
import { find, make } from './dom.js'
import { showChecks } from './identity.js'

const SECOND_MILLISECONDS = 1000

/** What the countdown counts down to, and from. */
let lifetime: Lifetime | undefined

/** What this app sees of its tokens. Read again after everything that may have changed them. */
export function mountTokens(): void {
  auth.subscribe(() => void inspect())
  auth.on('renewal', () => void inspect())
  auth.on('request', () => void inspect())
  setInterval(tick, SECOND_MILLISECONDS)
}

async function inspect(): Promise<void> {
  const { idToken, tokens } = await auth.inspect()
  const token = tokens.calendar
  showChecks(idToken?.checks ?? [])
  find('token-length').textContent = token === undefined ? 'no' : String(token.length)
  const fingerprint = find('token-fingerprint')
  if (token !== undefined && fingerprint.textContent !== token.fingerprint) {
    fingerprint.textContent = token.fingerprint
    lifetime = token.expiresAt === undefined ? undefined : { from: Date.now(), until: token.expiresAt }
  }
  find('token-scopes').replaceChildren(...(token?.scopes ?? []).map((scope) => make('code', { text: scope })))
  tick()
}

function tick(): void {
  const countdown = find('countdown')
  if (lifetime === undefined) {
    countdown.textContent = 'not known'
    return
  }
  const { seconds, text, share } = toRemainder(lifetime, Date.now())
  countdown.dataset['seconds'] = String(seconds)
  countdown.textContent = text
  find<HTMLProgressElement>('lifetime').value = share
}
