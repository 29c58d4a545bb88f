// @vitest-environment happy-dom
import { createTestAuth } from 'latchkey/testing'
import { authPlugin, useAuth } from 'latchkey/vue'
import { expect, it } from 'vitest'
import { createApp, defineComponent, h } from 'vue'

const Badge = defineComponent(() => {
  const { user, signIn, signOut } = useAuth()
  return () => h('button', { onClick: user.value ? signOut : signIn }, user.value?.name ?? 'Sign in')
})

it('shows who is signed in, and signs out', async () => {
  const auth = createTestAuth({ user: { name: 'Ada' } })
  createApp(Badge).use(authPlugin(auth)).mount(document.body)
  await expect.poll(() => document.body.textContent).toBe('Ada')
  document.querySelector('button')?.click()
  await expect.poll(() => document.body.textContent).toBe('Sign in')
  expect(auth.signOuts).toHaveLength(1)
})
