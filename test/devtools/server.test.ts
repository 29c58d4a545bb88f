import { mountDevtools } from 'latchkey/devtools'
import { createTestAuth } from 'latchkey/testing'
import { expect, it } from 'vitest'

it('the developer panel is nothing on a server, and nothing there breaks of it', () => {
  expect(mountDevtools(createTestAuth())).toBeUndefined()
})
