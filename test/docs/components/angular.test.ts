// @vitest-environment happy-dom
import '@angular/compiler'
import { Component, provideZonelessChangeDetection } from '@angular/core'
import { bootstrapApplication } from '@angular/platform-browser'
import { injectAuth, provideAuth } from 'latchkey/angular'
import { createTestAuth } from 'latchkey/testing'
import { expect, it } from 'vitest'

const template = `@if (auth.user(); as user) {<button (click)="auth.signOut($event)">{{ user.name }}</button>}
  @else {<button (click)="auth.signIn($event)">Sign in</button>}`

class Badge {
  readonly auth = injectAuth()
}
Component({ selector: 'body', template })(Badge)

it('shows who is signed in, and signs out', async () => {
  const auth = createTestAuth({ user: { name: 'Ada' } })
  await bootstrapApplication(Badge, { providers: [provideZonelessChangeDetection(), provideAuth(auth)] })
  await expect.poll(() => document.body.textContent?.trim()).toBe('Ada')
  document.querySelector('button')?.click()
  await expect.poll(() => document.body.textContent?.trim()).toBe('Sign in')
  expect(auth.signOuts).toHaveLength(1)
})
