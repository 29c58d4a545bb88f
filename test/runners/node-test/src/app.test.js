import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { createTestAuth, resetAuth, signedIn } from 'latchkey/testing'
import { addEvent } from './add-event.js'
import { apis } from './apis.js'
import { toGreeting } from './greeting.js'

afterEach(() => resetAuth())

test('greets who is signed in', () => {
  const auth = createTestAuth({ user: { name: 'Ada' } })
  assert.equal(toGreeting(auth.state), 'Hello, Ada')
  auth.set('signed-out')
  assert.equal(toGreeting(auth.state), 'Sign in')
})

test('adds an event with a token', async () => {
  const auth = createTestAuth({ user: { name: 'Ada' }, apis })
  await addEvent(auth, 'Tea')
  assert.deepEqual(
    auth.calls.map(({ method, api, token }) => ({ method, api, token })),
    [{ method: 'POST', api: 'calendar', token: 'access' }],
  )
})

test('renews, by the real core, when the access token was taken back', async () => {
  const { auth, provider } = await signedIn({ user: { sub: 'ada', name: 'Ada' }, apis })
  provider.revokeAccessTokens()
  assert.equal((await addEvent(auth, 'Tea')).status, 200)
})
