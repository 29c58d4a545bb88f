// What Stryker leaves as it is: the sentence of an error, a foreign word to no program. Its code, and whatever decides about it, are not.

/** Who is given a sentence. */
const MADE = /^(toAuthError|AuthError|TypeError)$/

/** A sentence: text with a space in it, and with nothing put in but what has a name. */
const isSentence = (node) =>
  (node.type === 'StringLiteral' && /\w \w/.test(node.value)) ||
  (node.type === 'TemplateLiteral' &&
    node.quasis.some(({ value }) => /\w \w/.test(value.raw)) &&
    node.expressions.every(({ type }) => type === 'Identifier'))

export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'sentences',
    value: {
      shouldIgnore({ node, parent }) {
        const isMade = parent && /^(Call|New)Expression$/.test(parent.type) && MADE.test(parent.callee.name)
        return isMade && isSentence(node) ? 'the sentence of an error, which nobody decides by' : undefined
      },
    },
  },
]
