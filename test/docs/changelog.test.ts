import { describe, expect, it } from 'vitest'
import { readPage } from './pages.js'

const KINDS = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security']

describe('CHANGELOG.md', () => {
  const page = readPage('CHANGELOG.md')

  it('18.6: has the sections of Keep a Changelog and no others', () => {
    const sections = [...page.matchAll(/^### (.*)$/gm)].map(([, name = '']) => name)

    expect(sections.length).toBeGreaterThan(4)
    expect(sections.filter((name) => !KINDS.includes(name))).toEqual([])
  })

  it('18.6: has one list below each, which no empty line divides', () => {
    expect(page.match(/\n\n- .*/g)).toHaveLength(page.match(/^### /gm)?.length ?? 0)
  })
})
