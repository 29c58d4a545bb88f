import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { Badge } from './badge'
import { withAuth } from './with-auth'

export default { component: Badge } satisfies Meta<typeof Badge>
type Story = StoryObj<typeof Badge>

export const SignedOut: Story = {
  decorators: [withAuth({ status: 'signed-out' })],
  play: async ({ canvas }) => {
    await expect(await canvas.findByRole('button', { name: 'Sign in' })).toBeVisible()
  },
}

export const SignedIn: Story = {
  decorators: [withAuth({ user: { name: 'Ada' } })],
  play: async ({ canvas }) => {
    await expect(await canvas.findByRole('button', { name: 'Ada' })).toBeVisible()
  },
}

export const Failed: Story = {
  decorators: [withAuth({ error: 'discovery-unreachable' })],
  play: async ({ canvas }) => {
    await expect(await canvas.findByRole('alert')).toHaveTextContent('discovery-unreachable')
  },
}
