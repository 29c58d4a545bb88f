// What `npm run test:mutation` changes, room by room, and the tests that have to notice: those of the room, and of the rooms above
// what is quick and bites. What reads the sources themselves is left out: it would notice the change and not what it does. A room that
// is large is in two parts, by what its files do; its name means both.

/** What reads what a provider has answered: it sends nothing. */
const RULES =
  'ask challenge clock discovery error-response jwt left-open library-errors parties received-id-token shown-headers token-errors wire'

/** What asks a provider, and checks what comes by those rules. */
const REQUESTS =
  'authorization-request authorization-response dpop id-token odd-keys pushed-authorization-request revocation signature ' +
  'signed-user-info token-request tokens transport user-info'

/** The files of a folder by their names. */
const toFiles = (/** @type {string} */ folder, /** @type {string} */ names) =>
  names.split(' ').map((name) => `${folder}/${name}.ts`)

/** @type {Readonly<Record<string, { readonly files: readonly string[], readonly tests: readonly string[] }>>} */
export const ROOMS = {
  domain: {
    files: ['src/domain/*.ts'],
    tests: ['test/domain/!(throw-sites).test.ts'],
  },
  session: {
    files: ['src/session/*.ts'],
    tests: [
      'test/session/{attempts,commit,info,own-store,record,renewal-races,renewal-rules,vault-rules}.test.ts',
      'test/session/{faults,persistence,renewal,renewed-claims,vault}.test.ts',
      'test/sign-in/revoked.test.ts',
    ],
  },
  fetch: {
    files: ['src/access/fetch.ts', 'src/access/fetch-with-care.ts'],
    tests: [
      'test/access/{attacks-on-fetch,careful-fetch,fetch,late-answers,resolved-call,turns,unanswered,unloaded-part}.test.ts',
      'test/{auth/fetch-by,development/call-watch,development/silence}.test.ts',
    ],
  },
  'protocol-rules': {
    files: toFiles('src/protocol', RULES),
    tests: [
      'test/protocol/{challenge,error-response,jwt,left-open,library-errors,provider,received-id-token,wire}.test.ts',
    ],
  },
  'protocol-requests': {
    files: toFiles('src/protocol', REQUESTS),
    tests: [
      'test/protocol/{bodiless,keys,odd-keys,proofs,pushed-request,requests,signed-tokens,unloaded-parts}.test.ts',
      'test/{access/signed-user-info,sign-in/pushed-authorization-request}.test.ts',
    ],
  },
}

/** The rooms that a name means. */
export const toRooms = (/** @type {string} */ name) =>
  Object.keys(ROOMS).filter((room) => room === name || room.startsWith(`${name}-`))
