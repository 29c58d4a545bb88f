// How the pages of the API reference look: what typedoc-plugin-markdown makes of the declarations, with anchors that name what they lead
// to, each signature once, and links from the docstrings to docs/errors.md and to the specifications.
import { MarkdownPageEvent, MarkdownTheme, MarkdownThemeContext, ModuleRouter } from 'typedoc-plugin-markdown'
import { toPath } from './docstrings.mjs'
import { outsideCode, toErrorLinks, toSafeText, toSourceLinks } from './reference-text.mjs'

/**
 * Lets an application write the pages of its project.
 * @param {import('typedoc').Application} app
 */
export function definePages(app) {
  app.renderer.defineRouter('doors', DoorRouter)
  app.renderer.defineTheme('doors', DoorTheme)
  app.renderer.on(MarkdownPageEvent.END, (page) => {
    const { project, model } = page
    const order = project.children.indexOf(model) + 1
    const contents = model === project ? toIndex(project) : outsideCode(page.contents, toSafeText)
    page.contents = `---\norder: ${order}\neditLink: false\n---\n\n${contents.trimEnd()}\n`
  })
}

/** The page of a door, by the name it is imported by. */
const toPageName = (/** @type {string} */ door) => door.replace(/^latchkey\//, '').replaceAll('/', '-')

function toIndex(/** @type {import('typedoc').ProjectReflection} */ { name, children = [] }) {
  const rows = children.map(({ name: door, comment }) => {
    const [sentence = ''] = (comment?.summary ?? [])
      .map(({ text }) => text)
      .join('')
      .replace(/\s+/g, ' ')
      .split(/(?<=\.) /)
    return `| [\`${door}\`](${toPageName(door)}.md) | ${sentence} |`
  })
  return [`# ${name}`, '', '| import from | what it is |', '|---|---|', ...rows].join('\n')
}

/** An anchor is the name, below the names of what it is a member of: it stays when something else gets a member of that name. */
class DoorRouter extends ModuleRouter {
  getIdealBaseName = ({ name }) => toPageName(name)

  buildPages(project) {
    const pages = super.buildPages(project)
    for (const target of this.anchors.keys()) {
      const anchor = toPath(target).join('-')
      this.anchors.set(target, anchor)
      this.fullUrls.set(target, this.fullUrls.get(target).replace(/#.*/, `#${anchor}`))
    }
    return pages
  }
}

class DoorTheme extends MarkdownTheme {
  getRenderContext = (page) => new DoorContext(this, page, this.application.options)
}

class DoorContext extends MarkdownThemeContext {
  constructor(...given) {
    super(...given)
    const { typeDeclarationContainer } = this.partials
    // The signature above has all of it.
    const isTold = ({ signatures = [], children = [] }) =>
      signatures.length > 1 || (children.length > 0 && children.every(({ comment }) => !comment))
    Object.assign(this.partials, {
      comment: this.toText,
      // Each member below the type itself, without a heading for what kind it is.
      groups: ({ groups }, { headingLevel }) =>
        groups.map(({ children }) => this.partials.members(children, { headingLevel })).join('\n\n'),
      hierarchy: ({ types, isTarget }) =>
        isTarget ? '' : `Extends ${types.map((type) => this.partials.someType(type)).join(', ')}.`,
      signatureReturns: () => '',
      inheritance: () => '',
      typeDeclarationContainer: (model, declaration, options) =>
        declaration && isTold(declaration) ? '' : typeDeclarationContainer(model, declaration, options),
    })
  }

  toText = ({ summary, blockTags }, { showSummary = true, showTags = true } = {}) =>
    [
      showSummary && outsideCode(this.helpers.getCommentParts(summary), toSourceLinks),
      showTags && blockTags.map(this.toLine).join('\n'),
    ]
      .filter(Boolean)
      .join('\n\n')

  /** What a docstring says below its summary: what is thrown, and no more. */
  toLine = ({ tag, typeAnnotation = '', content }) => {
    if (tag !== '@throws') throw new Error(`A docstring has ${tag}, for which the reference has no place`)
    const text = outsideCode(this.helpers.getCommentParts(content).replace(/\s+/g, ' '), toErrorLinks)
    return `- Throws ${typeAnnotation.replace(/[{}]/g, '`')} ${text}`
  }
}
