import { readFileSync } from 'node:fs'
import { EXPLANATIONS, explain } from '../../../src/development/explain.js'
import type { ErrorCode } from '../../../src/domain/errors.js'
import type { ProblemCode } from '../../../src/domain/events.js'
import { toAuthError } from '../../../src/domain/to-auth-error.js'
import { ORIGIN, toDevelopersConfig } from './developer.js'
import { ERROR_EXAMPLES, PROBLEM_EXAMPLES } from './error-examples.js'
import { DOCS, type Page, toPage } from './pages.js'

/** The page of one code. */
export interface ErrorPage extends Page {
  readonly code: string
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
      return { ...toPage(`errors/${code}.md`, toText(code, title, lines.join('\n').trim())), code, part: title }
    })
  })
}

/** Whether a heading of docs/errors.md is a code. */
export const isCode = (heading: string): heading is ErrorCode | ProblemCode => Object.hasOwn(EXPLANATIONS, heading)

function toText(code: string, part: string, section: string): string {
  if (!isCode(code)) throw new Error(`docs/errors.md has a section of ${code}, which is no code`)
  // A link that leads from docs/ leads from one folder below.
  const rules = section.replace(/\]\((?!\w+:)/g, '](../')
  const kind = isError(code) ? 'The code of an `AuthError`' : 'The code of a `problem` event'
  return `# ${code}

${kind}, listed under [${part}](../errors.md).

${rules}

## In the console

What the development build says of it to an app on \`${ORIGIN}\`, whose client is named \`todo-spa\`:

\`\`\`text
${toConsoleText(code)}
\`\`\`
`
}

const isError = (code: ErrorCode | ProblemCode): code is ErrorCode => Object.hasOwn(ERROR_EXAMPLES, code)

/** What the console has for an example of a code. */
export function toConsoleText(code: ErrorCode | ProblemCode): string {
  const config = toDevelopersConfig()
  if (!isError(code)) return explain({ code, details: PROBLEM_EXAMPLES[code] ?? '' }, config, ORIGIN)
  const [message, details] = ERROR_EXAMPLES[code]
  // The details are those of the code: the table ties them together, which a lookup by code cannot see.
  return explain(toAuthError(code as 'token-invalid', message, details as { why: string }), config, ORIGIN)
}
