import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { LICENCES } from '../tools/licences.mjs'

const read = (file: string) => readFileSync(join('dist', file), 'utf8')
const toPackages = (paths: readonly string[]) =>
  [...new Set(paths.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []))].sort()

/** The packages that are listed for a file of dist/. */
const toListed = (file: string) =>
  [...read(LICENCES).matchAll(/^(\S+) \S+ \(\S+\), in (.*)$/gm)]
    .filter(([, , files = '']) => files.split(', ').includes(file))
    .map(([, name]) => name)

it('18.6: the licences in the package are those of what its files bundle', async () => {
  const maps = readdirSync('dist', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js.map'))
  const withPackages = maps
    .map((map) => ({ file: map.replace(/\.map$/, ''), packages: toPackages(JSON.parse(read(map)).sources) }))
    .filter(({ packages }) => packages.length > 0)

  expect(withPackages.map(({ file }) => file)).toEqual(['latchkey.min.js'])
  for (const { file, packages } of withPackages) expect(toListed(file)).toEqual(packages)
  expect(toListed('cli.js')).toEqual(await findBundled('src/cli/latchkey.ts'))
})

it('18.6: each of them is there in full, with its version', () => {
  const listed = [...read(LICENCES).matchAll(/^(\S+) (\S+) \((\S+)\), in /gm)]

  expect(listed.length).toBeGreaterThan(2)
  for (const [, name = '', version, license] of listed) {
    const folder = join('node_modules', name)
    const text = readFileSync(join(folder, `${readdirSync(folder).find((file) => /^licen[cs]e/i.test(file))}`), 'utf8')
    expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).toMatchObject({ version, license })
    expect(read(LICENCES)).toContain(text.trim())
  }
  // Of which no package has the licence, and which is most of the program's data.
  expect(read(LICENCES)).toMatch(/Public Suffix List .*Mozilla\s+Public License, v\. 2\.0/)
})

it('18.6: each is one that lets a package under MIT take the code along', () => {
  expect(new Set([...read(LICENCES).matchAll(/^\S+ \S+ \((\S+)\), in /gm)].map(([, license]) => license))).toEqual(
    new Set(['MIT']),
  )
})

it('18.6: the single file, which may be copied alone, names who wrote what is in it', () => {
  const [title = ''] = read('latchkey.min.js').split('\n')

  for (const name of toListed('latchkey.min.js')) {
    const [, holder] = new RegExp(`^${name} [\\s\\S]*?Copyright (.*)$`, 'm').exec(read(LICENCES)) ?? []
    expect(title).toContain(`${name} (MIT, ${holder})`)
  }
})

/** The packages of which something is left when a program is bundled: as another bundler finds them. */
async function findBundled(entry: string) {
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    // As the build: a package that is bundled already hides what is in it.
    mainFields: ['module', 'main'],
    format: 'esm',
    logLevel: 'silent',
    outfile: 'cli.js',
  })
  const [output] = Object.values(metafile.outputs)
  return toPackages(
    Object.entries(output?.inputs ?? {})
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path]) => path),
  )
}
