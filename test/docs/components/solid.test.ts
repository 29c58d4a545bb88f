// @vitest-environment happy-dom
import { AuthProvider, useAuth } from 'latchkey/solid'
import { createTestAuth } from 'latchkey/testing'
import { createComponent as h, type JSX } from 'solid-js'
import { insert, render, template } from 'solid-js/web'
import { expect, it } from 'vitest'

// As Solid's compiler makes it of JSX: `<button onClick={…}>{user()?.name ?? 'Sign in'}</button>`.
function Badge(): JSX.Element {
  const { user, signIn, signOut } = useAuth()
  const button = template('<button></button>')() as HTMLButtonElement
  button.onclick = (event) => void (user() ? signOut(event) : signIn(event))
  insert(button, () => user()?.name ?? 'Sign in')
  return button
}

function App(props: Pick<Parameters<typeof AuthProvider>[0], 'auth'>): JSX.Element {
  return h(AuthProvider, {
    auth: props.auth,
    get children() {
      return h(Badge, {})
    },
  })
}

it('shows who is signed in, and signs out', async () => {
  const auth = createTestAuth({ user: { name: 'Ada' } })
  render(() => h(App, { auth }), document.body)
  await expect.poll(() => document.body.textContent).toBe('Ada')
  document.querySelector('button')?.click()
  await expect.poll(() => document.body.textContent).toBe('Sign in')
  expect(auth.signOuts).toHaveLength(1)
})
