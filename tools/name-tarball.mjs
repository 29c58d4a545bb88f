// Names the tarball that `npm pack` makes of this version on the pages that install it. `npm run bump` calls it, in the folder of the
// project. A pattern (`latchkey-*.tgz`) would do on no Windows shell, and take two tarballs after a version.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'))
const STARTS = join('docs', 'start')

for (const page of ['README.md', ...readdirSync(STARTS).map((file) => join(STARTS, file))]) {
  const text = readFileSync(page, 'utf8')
  const written = text.replace(/\.\/latchkey-\S+\.tgz/g, `./${name}-${version}.tgz`)
  if (written !== text) writeFileSync(page, written)
}
