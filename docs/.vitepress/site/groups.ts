import { readErrorPages } from './error-pages.js'
import { CHANGELOG, type Page, readChangelog, readPages } from './pages.js'

/** Pages that belong together, in the order in which they are read. */
export interface Group {
  readonly title: string
  readonly pages: readonly Page[]
  /** Whether the sidebar shows the title alone until one of the pages is open. */
  readonly isShut?: boolean
}

interface Place {
  readonly title: string
  readonly isShut?: boolean
  /** The pages that begin the group. */
  readonly files?: readonly string[]
  /** The pages that follow: those of a folder as their `order` says, and by name. */
  readonly folder?: string
}

const PLACES: readonly Place[] = [
  { title: 'Start', files: ['index.md'], folder: 'start/' },
  { title: 'Two tokens, two readers', files: ['tokens.md'] },
  { title: 'Guides', folder: 'guides/' },
  { title: 'Frameworks and APIs', files: ['bindings.md', 'apis.md'] },
  { title: 'Providers', isShut: true, files: ['providers.md'], folder: 'providers/' },
  { title: 'Recipes', files: ['recipes.md'] },
  { title: 'Testing', isShut: true, files: ['testing.md'], folder: 'testing/' },
  { title: 'Migration', isShut: true, folder: 'migration/' },
  { title: 'When something fails', files: ['errors.md', 'doctor.md', 'devtools.md'] },
  { title: 'Codes of errors and problems', folder: 'errors/' },
  { title: 'API reference', isShut: true, folder: 'reference/' },
  { title: 'Background', files: ['security.md', 'conformance.md', 'benchmarks.md', CHANGELOG] },
]

/** Every page of the site, by group. */
export function readGroups(): readonly Group[] {
  const pages = [...readPages(), readChangelog(), ...readErrorPages()]
  const groups = PLACES.map(({ files = [], folder, ...place }) => ({
    ...place,
    pages: [
      ...files.flatMap((file) => pages.find((page) => page.file === file) ?? []),
      ...pages.filter(({ file }) => folder && file.startsWith(folder)),
    ],
  })).filter(({ pages: { length } }) => length)
  const homeless = pages.filter((page) => !groups.some((group) => group.pages.includes(page)))
  if (homeless.length) {
    const files = homeless.map(({ file }) => `docs/${file}`).join(', ')
    throw new Error(`${files}: say where it stands in docs/.vitepress/site/groups.ts`)
  }
  return groups
}
