import type { TestProject } from 'vitest/node'
import { type Packed, pack } from './packed.js'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The tarball of the build that there is, packed once for all files of a project of tests. */
    readonly tarball: string
  }
}

let packed: Packed | undefined

/** Runs before the tests of a project. */
export async function setup({ provide }: TestProject): Promise<void> {
  packed = await pack()
  provide('tarball', packed.tarball)
}

/** Runs after them. */
export const teardown = () => packed?.remove()
