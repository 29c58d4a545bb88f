import type { Decorator } from '@storybook/react-vite'
import { AuthProvider } from 'latchkey/react'
import { createTestAuth, type TestAuthOptions } from 'latchkey/testing'
import { type ReactNode, useState } from 'react'

function TestAuthProvider({ options, children }: { options: TestAuthOptions<never>; children: ReactNode }) {
  const [auth] = useState(() => createTestAuth(options))
  return <AuthProvider auth={auth}>{children}</AuthProvider>
}

/** A decorator that gives a story an `Auth` of its own, in the state that the options say. */
export const withAuth =
  (options: TestAuthOptions<never>): Decorator =>
  (Story) => (
    <TestAuthProvider options={options}>
      <Story />
    </TestAuthProvider>
  )
