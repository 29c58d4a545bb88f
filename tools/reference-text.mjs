// What stands between the code in the text of the API reference: links to what it names, and nothing that Vue would run.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ERRORS = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs/errors.md')

/** The specifications of OpenID Connect that docstrings name, and where they are read. */
const OPENID = {
  'OpenID Connect Core 1.0': 'openid-connect-core-1_0',
  'OpenID Connect Discovery 1.0': 'openid-connect-discovery-1_0',
  'OpenID Connect Front-Channel Logout 1.0': 'openid-connect-frontchannel-1_0',
  'OpenID Connect RP-Initiated Logout 1.0': 'openid-connect-rpinitiated-1_0',
}

/** Words as error codes are written: several in small letters, with hyphens. */
export const CODE = /(?<![\w-])[a-z]+(?:-[a-z]+)+(?![\w-])/g

/** The codes that docs/errors.md explains. */
export const CODES = new Set([...readFileSync(ERRORS, 'utf8').matchAll(/^### (.*)$/gm)].map(([, code]) => code))

/**
 * Changes a page everywhere but in its code.
 * @param {string} page
 * @param {(text: string) => string} change
 */
export const outsideCode = (page, change) =>
  page
    .split(/(^```[\s\S]*?^```|`[^`\n]+`)/m)
    .map((part, index) => (index % 2 ? part : change(part)))
    .join('')

/** Begins no expression of Vue, and draws no line where the heading that follows has one. */
export const toSafeText = (/** @type {string} */ text) =>
  text.replaceAll('{{', '&#123;&#123;').replace(/^\*\*\*\n\n/gm, '')

/** Each error code leads to its section of docs/errors.md. */
export const toErrorLinks = (/** @type {string} */ text) =>
  text.replace(CODE, (word) => (CODES.has(word) ? `[\`${word}\`](../errors.md#${word})` : word))

/** Each specification leads to where it is read, and so does each page of docs/. */
export function toSourceLinks(/** @type {string} */ text) {
  const withRfcs = text.replace(
    /\bRFC\s+(\d+)(?:,?\s+section\s+(\d+(?:\.\d+)*))?/g,
    (name, number, section) =>
      `[${name}](https://www.rfc-editor.org/rfc/rfc${number}.html${section ? `#section-${section}` : ''})`,
  )
  return Object.entries(OPENID).reduce(
    (linked, [title, page]) =>
      // A line may end within it.
      linked.replace(
        new RegExp(title.replaceAll(' ', '\\s+'), 'g'),
        (name) => `[${name}](https://openid.net/specs/${page}.html)`,
      ),
    withRfcs.replace(/\bdocs\/([\w/-]+\.md)/g, (name, page) => `[${name}](../${page})`),
  )
}
