import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { EXPLANATIONS, explain } from '../../../src/development/explain.js'
import type { ErrorCode } from '../../../src/domain/errors.js'
import type { ProblemCode } from '../../../src/domain/events.js'
import { toAuthError } from '../../../src/domain/to-auth-error.js'
import { ORIGIN, toDevelopersConfig } from './developer.js'
import { ERROR_EXAMPLES, PROBLEM_EXAMPLES } from './error-examples.js'
import { DOCS, type Page, toPage, toSummary } from './pages.js'
import { toSlug } from './slug.js'

type Code = ErrorCode | ProblemCode

/** The page of one code. */
export interface ErrorPage extends Page {
  readonly code: Code
  /** The part of docs/errors.md that it is from. */
  readonly part: string
}

/** A page for every code: its section of docs/errors.md, and the text that the console has for it. */
export function readErrorPages(): readonly ErrorPage[] {
  const [, ...parts] = readFileSync(`${DOCS}errors.md`, 'utf8').split(/^## /m)
  return parts.flatMap((part) => {
    const [head = '', ...sections] = part.split(/^### /m)
    const [title = ''] = head.split('\n')
    return sections.map((section) => {
      const [code = '', ...lines] = section.split('\n')
      if (!isCode(code)) throw new Error(`docs/errors.md has a section of ${code}, which is no code`)
      const text = toText(code, title, lines.join('\n').trim())
      const summary = toSummary(/^- Cause: (.*)$/m.exec(section)?.[1] ?? '')
      return { ...toPage(`errors/${code}.md`, text), summary, code, part: title }
    })
  })
}

/** Writes these pages where the site has its pages from: its search knows nothing of pages that are no files. */
export function writeErrorPages(): void {
  rmSync(`${DOCS}errors`, { recursive: true, force: true })
  mkdirSync(`${DOCS}errors`)
  for (const { file, text } of readErrorPages()) writeFileSync(`${DOCS}${file}`, `${text}\n`)
}

/** docs/errors.md without what is on these pages, so that a search finds it once. */
export const withoutCodes = (text: string): string => text.replace(/^### [\s\S]*?(?=^## |(?![\s\S]))/gm, '')

/** Whether a heading of docs/errors.md is a code. */
export const isCode = (heading: string): heading is Code => Object.hasOwn(EXPLANATIONS, heading)

function toText(code: Code, part: string, section: string): string {
  // A link that leads from docs/ leads from one folder below.
  const rules = section.replace(/\]\((?!\w+:)/g, '](../')
  const kind = isError(code) ? 'The code of an `AuthError`' : 'The code of a `problem` event'
  return `# ${code}

${kind}, from the part [${part}](../errors.md#${toSlug(part)}) of all [errors](../errors.md).

${rules}

## In the console

What the development build says of it to an app on \`${ORIGIN}\`, whose client is named \`todo-spa\`:

\`\`\`text
${toConsoleText(code)}
\`\`\`
`
}

const isError = (code: Code): code is ErrorCode => Object.hasOwn(ERROR_EXAMPLES, code)

/** What the console has for an example of a code. */
export function toConsoleText(code: Code): string {
  const config = toDevelopersConfig()
  if (isError(code)) {
    const [message, details] = ERROR_EXAMPLES[code]
    // The details are those of the code: the table ties them together, which a lookup by code cannot see.
    return explain(toAuthError(code as 'token-invalid', message, details as { why: string }), config, ORIGIN)
  }
  const details = PROBLEM_EXAMPLES[code]
  return explain(details === undefined ? code : { code, details }, config, ORIGIN)
}
