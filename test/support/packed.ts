import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** The package as it would be published, unpacked where an application would have it. */
export interface Packed {
  readonly tarball: string
  /** The folder of an application that has latchkey installed. */
  readonly app: string
  /** The files in the tarball, from the root of the package. */
  readonly files: readonly string[]
  read(file: string): string
  remove(): Promise<void>
}

/** Packs `dist/` as it stands and installs it into an empty application. Its dependencies, and the
 * frameworks that its doors are for, are those of this project. */
export async function pack(): Promise<Packed> {
  if (!existsSync('dist/index.js')) throw new Error('There is no build to pack: run `npm run build` first')
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-package-'))
  const root = join(folder, 'app', 'node_modules', 'latchkey')
  // Without scripts: the build that was tested is the build that is packed.
  await npm('pack', '--ignore-scripts', '--pack-destination', folder)
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz'))
  if (!tarball) throw new Error('npm pack left no tarball')

  mkdirSync(root, { recursive: true })
  await execute('tar', ['-xzf', join(folder, tarball), '-C', root, '--strip-components', '1'])
  const { dependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
    const link = join(root, '..', name)
    mkdirSync(dirname(link), { recursive: true })
    if (existsSync(resolve('node_modules', name))) symlinkSync(resolve('node_modules', name), link, 'junction')
  }
  return {
    tarball: join(folder, tarball),
    app: join(folder, 'app'),
    files: readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(root.length + 1)
          .replaceAll('\\', '/'),
      ),
    read: (file) => readFileSync(join(root, file), 'utf8'),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

function npm(...args: string[]): Promise<unknown> {
  const script = process.env['npm_execpath']
  return script
    ? execute(process.execPath, [script, ...args])
    : execute('npm', args, { shell: process.platform === 'win32' })
}
