// @vitest-environment node
import { createTestProvider, signedIn } from 'latchkey/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { describeSignedIn } from './signed-in.js'

describeSignedIn('node')

describe('16.3 what an environment lacks', () => {
  it.each(['TextDecoder', 'TextEncoder', 'Request'])('%s is named, and nothing is called unreachable', async (name) => {
    vi.stubGlobal(name, undefined)
    onTestFinished(() => void vi.unstubAllGlobals())
    const missing = `\`${name}\` is missing: `

    await expect(signedIn()).rejects.toThrow(`${missing}signedIn needs what browsers and Node have (docs/testing.md)`)
    expect(() => createTestProvider({ issuer: 'https://id.example.com', clientId: 'a', redirectUri: '/' })).toThrow(
      missing,
    )
  })

  it('is not `TextDecoderStream`, without which a provider’s answers are read all the same', async () => {
    vi.stubGlobal('TextDecoderStream', undefined)
    onTestFinished(() => void vi.unstubAllGlobals())
    const { auth } = await signedIn()

    expect(auth.state.status).toBe('signed-in')
  })
})
