import { MICROBLOG } from './addresses.js'
import { auth } from './auth.js'
import { call } from './call.js'
import { announce, find, icon, make } from './dom.js'
import { showStatus } from './show-status.js'
import { type Searched, searchToken } from './token-search.js'

/** Two of the mistakes of the field, to be tried beside the access token. The third, the ID token, is the calendar's to try. */
export function mountMistakes(): void {
  find('read-token').addEventListener('click', () => void showSearch())
  find('call-other').addEventListener('click', () => void showOtherCall())
  let shown: string | undefined
  auth.subscribe(({ status, user }) => {
    if (status === 'pending' || user?.sub === shown) return
    shown = user?.sub
    // Nothing of one user is left for the next.
    for (const id of ['read-token-result', 'call-other-result']) find(id).hidden = true
  })
}

async function showSearch(): Promise<void> {
  const { tokens } = await auth.inspect()
  const searched = await searchToken(auth, tokens.calendar?.length ?? 0)
  const sentence = searched.some(({ found }) => found)
    ? 'Something of the same length lies open.'
    : 'Nowhere. A script has a fetch to call, and no token to take along.'
  find('read-token-places').replaceChildren(...searched.map(toPlace))
  find('read-token-sentence').textContent = sentence
  find('read-token-result').hidden = false
  announce(sentence)
}

function toPlace({ place, texts, found }: Searched): HTMLElement {
  return make(
    'li',
    { data: { testid: 'searched', place, found: String(found) } },
    icon(found ? 'key' : 'check'),
    make('span', { text: `${place}: ${found ? 'found' : `not in ${texts} ${texts === 1 ? 'text' : 'texts'}`}` }),
  )
}

/** Calls an API that this app has not declared, with the same `fetch`. */
async function showOtherCall(): Promise<void> {
  const { request, status, message, response } = await call(auth.fetch, `GET ${MICROBLOG}/api/posts`)
  const sentence =
    status === 401
      ? 'The request left without the token: Buoy is none of the APIs that this app has declared.'
      : 'Buoy gave no answer.'
  showStatus(find('call-other-status'), status)
  find('call-other-request').textContent = `${request} at ${new URL(MICROBLOG).host}`
  find('call-other-sentence').textContent = sentence
  // Without an error code in it: Buoy has seen no token at all (RFC 6750, section 3.1).
  const challenge = response?.headers.get('WWW-Authenticate')
  find('call-other-answer').textContent = challenge ? `WWW-Authenticate: ${challenge}` : (message ?? '')
  find('call-other-result').hidden = false
  announce(sentence)
}
