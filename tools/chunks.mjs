// In which chunk of dist/ a file of src/ is: the first line that fits. What a page with a session runs is `core`; what signs in
// and out, renews and answers refused calls is `sign-in`, loaded a little later by every app; the others are for what few use.
// test/size.test.ts weighs each of them.

/** @type {readonly (readonly [name: string, files: RegExp])[]} */
export const CHUNKS = [
  ['development', /^development\/|^platform\/policy-violations\./],
  ['popup', /^sign-in\/popup\.|^session\/memory-store\./],
  ['dpop', /^(access|protocol)\/dpop\./],
  ['own-store', /^client\/own-session\.|^session\/(own-store|tab-rows)\./],
  ['pushed-authorization-request', /\/pushed-authorization-request\./],
  ['third-party-initiated-login', /^sign-in\/third-party-initiated-login\./],
  ['require-user', /^sign-in\/require-user\./],
  ['idle', /^sign-in\/idle\./],
  ['headers-for', /^access\/headers-for\./],
  ['inspect', /^auth\/inspect\./],
  ['server-fetch', /^auth\/server-fetch\./],
  ['form', /^platform\/form\./],
  ['frame', /^platform\/frame\./],
  ['core', /^access\/fetch\.|^sign-in\/authorization-response\.|^session\/(record|unseal|vault|vault-row)\./],
  ['sign-in', /^(access|protocol|session|sign-in)\/|^auth\/late-members\.|^platform\/date\./],
  ['sign-in', /^domain\/(attempt|expires-in|from-base64url|scope|to-auth-error)\./],
  ['core', /^(auth|client|domain|platform)\//],
]

/**
 * The chunk of a file of src/, by its path from there; `undefined` for a door and what belongs to one alone.
 * @param {string} file
 */
export const toChunk = (file) => CHUNKS.find(([, files]) => files.test(file))?.[0]
