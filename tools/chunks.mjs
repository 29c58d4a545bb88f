// In which chunk of dist/ a file of src/ is: the first line that fits. What a page with a session runs is `core`; what signs in
// and out, renews and answers refused calls is `sign-in`, loaded a little later by every app; the others are for what few use.
// test/size.test.ts weighs each of them.

/** @type {readonly (readonly [name: string, files: RegExp])[]} */
export const CHUNKS = [
  // What the developer panel has of the core: the two doors share it.
  ['panel-hook', /^development\/panel-hook\./],
  ['development', /^development\/|^platform\/policy-violations\./],
  ['popup', /^sign-in\/(popup|relay|silent|wait-for)\.|^platform\/(held-out|relay-window)\.|^session\/memory-store\./],
  ['odd-return', /^sign-in\/(added-parameters|go-on|odd-return)\./],
  ['dpop', /^(access|protocol)\/dpop\./],
  ['own-store', /^session\/(own-store|page-rows|tab-rows)\./],
  ['error-response', /^protocol\/(error-response|library-errors)\./],
  ['odd-answer', /^protocol\/odd-keys\./],
  ['pushed-authorization-request', /\/pushed-authorization-request\./],
  ['third-party-initiated-login', /^sign-in\/third-party-initiated-login\./],
  ['front-channel', /^sign-in\/front-channel-logout\.|^platform\/framed\./],
  ['require-user', /^sign-in\/(require-user|demand)\./],
  ['idle', /^sign-in\/idle\./],
  ['headers-for', /^access\/headers-for\./],
  ['refused-request', /^access\/(refused|unanswered)-request\./],
  ['turns', /^access\/turns\./],
  ['user-info', /^(access|protocol)\/(signed-)?user-info\.|^session\/info\./],
  ['inspect', /^auth\/inspect\./],
  ['server-fetch', /^auth\/server-fetch\./],
  ['form', /^platform\/form\./],
  [
    'core',
    /^access\/fetch\.|^sign-in\/(authorization-response|sign-out)\.|^session\/(record|unseal|vault|vault-row)\./,
  ],
  [
    'sign-in',
    /^(access|protocol|session|sign-in)\/|^auth\/(complete-return|further-loading|sign-in-and-access)\.|^platform\/(date|own-window)\./,
  ],
  ['sign-in', /^domain\/(attempt|challenge|claim-types|expires-in|from-base64url|is-other-user|scope|to-auth-error)\./],
  ['core', /^(auth|client|domain|platform)\//],
]

/**
 * What the production build has in the place of a file of src/: nothing of what only a developer meets.
 * @type {Readonly<Record<string, string>>}
 */
export const IN_PRODUCTION = {
  'development/development.ts': 'export const DEVELOPMENT = undefined',
  'client/development.ts': 'export const IS_DEVELOPMENT = false',
  'devtools/mount-devtools.ts': 'export const mountDevtools = () => undefined',
  'client/did-you-mean.ts': "export const didYouMean = () => ''; export const refuseSecret = () => {}",
  'client/watch.ts': 'export const watch = () => {}',
  'client/option-rules.ts':
    "export const toRule = () => 'is not valid'; export const mustBeIssuer = () => {}; export const mustBeOfHere = () => {}",
}

/**
 * The chunk of a file of src/, by its path from there; `undefined` for a door and what belongs to one alone.
 * @param {string} file
 * @param {boolean} isProduction
 */
export function toChunk(file, isProduction = false) {
  const name = CHUNKS.find(([, files]) => files.test(file))?.[0]
  return isProduction && name === 'development' ? 'core' : name
}

/**
 * What the doors for frameworks share, and those for tests: chunks beside them, and in no build of the core.
 * @type {readonly (readonly [name: string, files: RegExp])[]}
 */
export const SHARED_BY_DOORS = [
  // Each alone, for it starts with 'use client', and that counts for a whole chunk.
  ['use-way-back', /^bindings\/use-way-back\./],
  ['use-required-user', /^bindings\/use-required-user\./],
  ['react-auth', /^bindings\/react-auth\./],
  ['bindings', /^bindings\//],
  // The provider for tests, which two doors have.
  ['test-provider', /^testing\/(?!playwright\.|interception\/|api-check\/)/],
]

/** @param {string} file */
export const toSharedChunk = (file) => SHARED_BY_DOORS.find(([, files]) => files.test(file))?.[0]
