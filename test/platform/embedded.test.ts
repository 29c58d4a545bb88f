import { afterEach, describe, expect, it, vi } from 'vitest'
import { WINDOW } from '../../src/platform/own-window.js'

interface Around {
  readonly origin: string
  readonly location: { readonly origin: string }
  parent: Around
}

const APP = 'https://todo.example.com'
const EVIL = 'https://evil.example'

/** An empty frame, or a `srcdoc`: of the origin of who made it, which its address does not say. */
const BLANK = 'about:blank'

/** Puts this page into windows of these origins, the outermost first, and itself last. */
function stand(...origins: readonly string[]): void {
  const windows = origins.map((origin, index) => {
    const foreign = () => {
      throw new DOMException('Blocked a frame', 'SecurityError')
    }
    const isOwn = index === origins.length - 1
    const isOurs = origin === APP || origin === BLANK
    const location = Object.defineProperty({}, 'origin', {
      get: isOurs ? () => (origin === BLANK ? 'null' : APP) : foreign,
    })
    const get = isOurs ? () => APP : isOwn ? () => origin : foreign
    return Object.defineProperty({ location, parent: undefined as unknown }, 'origin', {
      configurable: true,
      get,
    }) as Around
  })
  windows.forEach((one, index) => {
    one.parent = windows[Math.max(0, index - 1)] as Around
  })
  vi.stubGlobal('self', windows.at(-1))
  vi.stubGlobal('top', windows[0])
  vi.stubGlobal('location', { origin: APP })
}

describe('12.1 a page is taken for embedded (R-A17)', () => {
  afterEach(() => void vi.unstubAllGlobals())

  it.each([
    ['in a frame of another site', [EVIL, APP]],
    ['in a frame of another site that stands in a page of ours', [APP, EVIL, APP]],
    ['in a frame of ours in a frame of another site', [EVIL, APP, APP]],
    ['in a sandbox, which has an opaque origin', ['null']],
    ['in a sandbox in a page of ours', [APP, 'null']],
  ])('%s', (_, origins) => {
    stand(...origins)

    expect(WINDOW.isEmbedded()).toBe(true)
  })

  it.each([
    ['by itself', [APP]],
    ['in a frame of ours', [APP, APP]],
    ['in a frame of ours in another one', [APP, APP, APP]],
    ['in an empty frame of ours', [APP, BLANK, APP]],
  ])('and not when it stands %s', (_, origins) => {
    stand(...origins)

    expect(WINDOW.isEmbedded()).toBe(false)
  })

  it('and not when a script of the page around has declared an `origin` of its own', () => {
    stand(APP, APP)
    Object.defineProperty(self.parent, 'origin', { value: 'Zurich' })

    expect(WINDOW.isEmbedded()).toBe(false)
  })
})
