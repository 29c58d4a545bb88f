// What docstrings of the public API owe their reader, as rules on what TypeDoc reads of them. A rule gives what it complains of.
import { ReflectionKind } from 'typedoc'
import { CODE, CODES } from './reference-text.mjs'

/** @typedef {import('typedoc').DeclarationReflection} Declaration */

/** The names from a door's export down to a member of it. */
export function toPath(/** @type {import('typedoc').Reflection} */ target) {
  const names = []
  for (let at = target; !at.kindOf(ReflectionKind.SomeModule | ReflectionKind.Project); at = at.parent) {
    if (!at.kindOf(ReflectionKind.TypeLiteral | ReflectionKind.SomeSignature)) names.unshift(at.name)
  }
  return names
}

const RULES = [
  /**
   * Says what it is. A member of an object that is written out where it is used, and a method of what somebody else makes, may be told of
   * above, by its name.
   */
  function hasText(declaration) {
    const mayBeTold = declaration.parent.kindOf(ReflectionKind.TypeLiteral) || declaration.kindOf(ReflectionKind.Method)
    return textOf(declaration) || (mayBeTold && isNamedAbove(declaration)) ? [] : ['has no docstring']
  },
  /** Says what happens without it. */
  function hasDefault(declaration) {
    const isAsked = isOption(declaration) && declaration.flags.isOptional
    return !isAsked || /unless|without|\bif\b/i.test(textOf(declaration))
      ? []
      : ['does not say what is unless it is set']
  },
  /** Says in what a number is counted, and from where to where. */
  function hasUnitAndBounds(declaration) {
    const isAsked = isOption(declaration) && /^number( \| undefined)?$/.test(`${declaration.type}`)
    if (!isAsked) return []
    const text = textOf(declaration)
    return [
      ...(/seconds|milliseconds|characters|attempts|status/i.test(text) ? [] : ['does not say its unit']),
      ...(/\d[\d,]* to \d|\bfrom -?\d|\bbelow\b|\babove\b|at most/.test(text) ? [] : ['does not say its bounds']),
    ]
  },
  /** Names what is thrown, by its type, and an `AuthError` by codes that there are. */
  function hasKnownErrors(declaration) {
    const thrown = commentsOf(declaration).flatMap(({ blockTags }) => blockTags.filter(({ tag }) => tag === '@throws'))
    return thrown.flatMap(({ typeAnnotation, content }) => {
      if (!/^\{\w*Error\}$/.test(typeAnnotation ?? ''))
        return ['does not say the type of what it throws: `@throws {…}`']
      const words = typeAnnotation === '{AuthError}' ? (toText(content).match(CODE) ?? []) : []
      return words
        .filter((word) => !CODES.has(word) && !WORDS.has(word))
        .map((word) => `names an unknown error, ${word}`)
    })
  },
]

/** Words of a sentence that are written as codes are. */
const WORDS = new Set(['sign-in', 'sign-out'])

/**
 * What is missing in the docstrings of a project.
 * @param {import('typedoc').ProjectReflection} project
 * @returns {string[]}
 */
export function complaintsOf(project) {
  const doors = (project.children ?? []).filter(({ comment }) => !comment).map(({ name }) => `${name} has no docstring`)
  const declarations = /** @type {Declaration[]} */ (project.getReflectionsByKind(PUBLIC))
  const found = declarations
    .filter(({ flags }) => !flags.isExternal && !flags.isPrivate)
    .flatMap((declaration) =>
      RULES.flatMap((rule) => rule(declaration)).map((what) => `${toPath(declaration).join('.')} ${what}`),
    )
  return [...new Set([...doors, ...found])].sort()
}

const PUBLIC =
  ReflectionKind.FunctionOrMethod |
  ReflectionKind.ClassOrInterface |
  ReflectionKind.TypeAlias |
  ReflectionKind.Property |
  ReflectionKind.Accessor |
  ReflectionKind.Variable |
  ReflectionKind.Constructor

/** Of an overload the first speaks for all; what is a function has its docstring at its signature. */
const commentsOf = (/** @type {Declaration} */ { comment, signatures, getSignature, type }) =>
  [{ comment }, ...(signatures ?? []), getSignature, ...(type?.declaration?.signatures ?? [])].flatMap(
    (one) => one?.comment ?? [],
  )

const toText = (parts) => parts.map(({ text }) => text).join('')
const textOf = (declaration) =>
  commentsOf(declaration)
    .map(({ summary }) => toText(summary))
    .join(' ')
    .trim()

function isNamedAbove(/** @type {Declaration} */ { name, parent }) {
  for (let at = parent; at; at = at.parent) if (textOf(at).includes(`\`${name}\``)) return true
  return false
}

/** A member of what a function takes: of a type that is named for it. */
const isOption = ({ kind, parent }) =>
  kind === ReflectionKind.Property && /(Options|Props)$/.test(toPath(parent).join('.'))
