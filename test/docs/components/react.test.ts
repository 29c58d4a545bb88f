// @vitest-environment happy-dom
import { AuthProvider, useAuth } from 'latchkey/react'
import { createTestAuth } from 'latchkey/testing'
import { createElement as h } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, it } from 'vitest'

function Badge() {
  const { user, signIn, signOut } = useAuth()
  return h('button', { type: 'button', onClick: user ? signOut : signIn }, user?.name ?? 'Sign in')
}

it('shows who is signed in, and signs out', async () => {
  const auth = createTestAuth({ user: { name: 'Ada' } })
  createRoot(document.body).render(h(AuthProvider, { auth }, h(Badge)))
  await expect.poll(() => document.body.textContent).toBe('Ada')
  document.querySelector('button')?.click()
  await expect.poll(() => document.body.textContent).toBe('Sign in')
  expect(auth.signOuts).toHaveLength(1)
})
