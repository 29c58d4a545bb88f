export { createOwnStore } from '../session/own-store.js'
// For one core chunk: see flows.ts.
export { findOrCreate } from './registry.js'
