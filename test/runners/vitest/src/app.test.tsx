import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { AuthProvider } from 'latchkey/react'
import { createTestAuth, resetAuth, signedIn } from 'latchkey/testing'
import { afterEach, expect, it } from 'vitest'
import { addEvent } from './add-event'
import { apis } from './apis'
import { Badge } from './badge'

afterEach(async () => {
  cleanup()
  await resetAuth()
})

it('shows who is signed in, and signs out', async () => {
  const auth = createTestAuth({ user: { name: 'Ada' } })
  render(<Badge />, { wrapper: ({ children }) => <AuthProvider auth={auth}>{children}</AuthProvider> })
  fireEvent.click(screen.getByRole('button', { name: 'Ada' }))
  await screen.findByRole('button', { name: 'Sign in' })
  expect(auth.signOuts).toHaveLength(1)
})

it('adds an event with a token', async () => {
  const auth = createTestAuth({ user: { name: 'Ada' }, apis })
  await addEvent(auth, 'Tea')
  expect(auth.calls).toMatchObject([{ method: 'POST', api: 'calendar', token: 'access' }])
})

it('renews, by the real core, when the access token was taken back', async () => {
  const { auth, provider } = await signedIn({ user: { sub: 'ada', name: 'Ada' }, apis })
  provider.revokeAccessTokens()
  expect((await addEvent(auth, 'Tea')).status).toBe(200)
})
