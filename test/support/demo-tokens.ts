import { createHash, randomBytes } from 'node:crypto'
import type { Demo } from '../../demo/server/start-demo.js'

/** Signs in at the demo's provider as its pages ask for it, with forms and cookies, and gives the tokens. */
export async function signInAtDemo(
  demo: Demo,
  scopes: readonly string[],
): Promise<{ readonly token: string; readonly idToken: string }> {
  const verifier = randomBytes(32).toString('base64url')
  const request = {
    response_type: 'code',
    client_id: 'todo-spa',
    redirect_uri: `${demo.app}/`,
    scope: ['openid', ...scopes].join(' '),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }
  const browser = createBrowser()
  const signInPage = await browser.visit(`${demo.provider}/auth?${new URLSearchParams(request)}`)
  const consentPage = await browser.visit(`${signInPage}/sign-in`, new URLSearchParams({ persona: 'ada' }))
  const allowed = new URLSearchParams(scopes.map((scope) => ['scope', scope]))
  const back = new URL(await browser.visit(`${consentPage}/consent`, allowed))

  const response = await fetch(`${demo.provider}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'todo-spa',
      redirect_uri: `${demo.app}/`,
      code: `${back.searchParams.get('code')}`,
      code_verifier: verifier,
    }),
  })
  const { access_token: token, id_token: idToken } = await response.json()
  return { token, idToken }
}

/** As much of a browser as a sign-in wants: it keeps cookies and follows redirects, and gives the address where it ends. */
function createBrowser() {
  const cookies = new Map<string, string>()
  return {
    async visit(address: string, form?: URLSearchParams): Promise<string> {
      let [url, body] = [address, form]
      for (;;) {
        const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
        const response = await fetch(url, {
          method: body ? 'POST' : 'GET',
          redirect: 'manual',
          headers: { cookie },
          ...(body && { body }),
        })
        for (const line of response.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
          cookies.set(name, value)
        }
        const next = response.headers.get('location')
        if (next === null) return url
        url = new URL(next, url).href
        body = undefined
        if (new URL(url).searchParams.has('code')) return url
      }
    },
  }
}
