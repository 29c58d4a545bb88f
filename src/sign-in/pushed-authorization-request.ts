// For one core chunk: see completion.ts.
export { findOrCreate } from '../auth/instances.js'
export { pushParameters } from '../protocol/pushed-authorization-request.js'
