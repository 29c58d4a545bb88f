// For one core chunk: see completion.ts.
export { findOrCreate } from '../auth/instances.js'
export { createOwnStore } from '../session/own-store.js'
