// Whether a room is still what was run: a digest of each of its files as Stryker had it, beside the file as it is.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './setup.mjs'

/** Lines that are comments alone, or blank: there is nothing in them for a mutant to change. */
const COMMENTS = /^\s*(\/\/.*|\/\*\*((?!\*\/)[\s\S])*\*\/)?\n/gm

/** A digest of code. */
export const toDigest = (/** @type {string} */ source) =>
  createHash('sha256').update(source.replace(COMMENTS, '')).digest('hex').slice(0, 16)

/** A file of the project as it is; `undefined` when there is none. */
export const readSource = (/** @type {string} */ file) =>
  existsSync(join(ROOT, file)) ? readFileSync(join(ROOT, file), 'utf8') : undefined

/**
 * The files whose code is not what was run.
 * @param {Readonly<Record<string, string>>} digests
 * @param {(file: string) => string | undefined} read
 */
export const findChanged = (digests, read) =>
  Object.keys(digests).filter((file) => toDigest(read(file) ?? '') !== digests[file])
