export { pushParameters } from '../protocol/push.js'
// For one core chunk: see flows.ts.
export { findOrCreate } from './registry.js'
