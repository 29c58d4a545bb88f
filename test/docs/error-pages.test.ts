import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { toDevelopersConfig } from '../../docs/.vitepress/site/developer.js'
import { ERROR_EXAMPLES, PROBLEM_EXAMPLES } from '../../docs/.vitepress/site/error-examples.js'
import { readErrorPages, toConsoleText, withoutCodes } from '../../docs/.vitepress/site/error-pages.js'
import { EXPLANATIONS, explain } from '../../src/development/explain.js'
import type { ProblemCode } from '../../src/domain/events.js'
import { readPage, toMembers } from './pages.js'

const SOURCES = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(`src/${file}`, 'utf8'))
  .join('\n')
/** A sentence in the sources: what follows a code, or a `message` of its own. */
const TEXT = /'([^'\n]*)'|"([^"\n]*)"|`([^`]*)`/
const NAMED = new RegExp(`const message = (?:${TEXT.source})`, 'g')

const pages = readErrorPages()

/** The sentences that the sources throw a code with, each as a pattern: what is filled in may be anything. */
function toSentences(code: string): readonly RegExp[] {
  const thrown = new RegExp(`Error\\(\\s*'${code}',\\s*(?:${TEXT.source}|(message))`, 'g')
  const found = [...SOURCES.matchAll(thrown)].flatMap(([, one, other, template, variable]) =>
    variable
      ? [...SOURCES.matchAll(NAMED)].map((named) => named[1] ?? named[2] ?? named[3])
      : [one ?? other ?? template],
  )
  return found.map((text = '') => {
    const fixed = text.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    return new RegExp(`^${fixed.join('.+')}$`)
  })
}

describe('the pages of the codes', () => {
  it('18.2: are one for each code, with its section of docs/errors.md and what the console says', () => {
    expect(pages.map(({ code }) => code).sort()).toEqual(Object.keys(EXPLANATIONS).sort())
    for (const { code, text, summary } of pages) {
      expect(text, code).toMatch(/\n- Cause: .+[\s\S]*\n- Tell the user: /)
      expect(text, code).toContain(`\`\`\`text\nlatchkey: [${code}] `)
      expect(summary, code).toMatch(/^.{12,}[.)]$/)
    }
  })

  it.each(Object.entries(ERROR_EXAMPLES))('18.2: show %s with a sentence of the sources', (code, [message]) => {
    expect(toSentences(code).some((sentence) => sentence.test(message))).toBe(true)
    expect(toSentences(code).some((sentence) => sentence.test(`Not ${message}`))).toBe(false)
  })

  it('leave no gap in the text of the console', () => {
    for (const { code } of pages)
      expect(toConsoleText(code), code).not.toMatch(/undefined|null|NaN|\[object|''| {2}[.,:]/)
  })

  it('begin the reason with a capital, unless it begins with a name', () => {
    const names = ['latchkey', ...toMembers('src/client/options.ts', 'AuthOptions')]
    const small = pages.filter(({ code }) => {
      const [, word = ''] = /^ {2}why {2}(\S+)/m.exec(toConsoleText(code)) ?? []
      return /^[a-z]+$/.test(word) && !names.includes(word)
    })

    expect(small.map(({ code }) => code)).toEqual([])
  })

  it('name what a problem is about, where it is about something', () => {
    const problems = pages.map(({ code }) => code).filter((code) => !(code in ERROR_EXAMPLES)) as ProblemCode[]
    const about = problems.filter((code) => explain({ code, details: 'wxyz' }, toDevelopersConfig()).includes('wxyz'))

    expect(Object.keys(PROBLEM_EXAMPLES).sort()).toEqual([...about].sort())
  })

  it('take from the page of all errors what a search finds on them', () => {
    const rest = withoutCodes(readPage('docs/errors.md'))

    expect(rest.match(/^#+ .*$/gm)).toEqual(readPage('docs/errors.md').match(/^##? .*$/gm))
  })
})
