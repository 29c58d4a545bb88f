// For one core chunk: see completion.ts.
export { findOrCreate } from '../auth/instances.js'
export { pushAuthorizationRequest } from '../protocol/pushed-authorization-request.js'
