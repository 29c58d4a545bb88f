/** What is tried at each provider, in the order of the page, and what that is. */
export const TRIED = {
  discovery: 'the page may read the metadata, and the issuer in it is the one that was asked',
  'sign-in': '`signIn()` by redirect, at the pages of the provider, and back',
  user: '`user` has the name or the mail address of who signed in',
  userinfo: '`userInfo()` answers about the same user',
  'API call': 'an API that checks the token lets `auth.fetch` in',
  reload: 'the session is there after a reload',
  'renewal in two tabs':
    'an API takes the token no more and tells two tabs at once: one token request renews for both, and no call fails',
  popup: "`signIn({ mode: 'popup' })`",
  silent: "`signIn({ mode: 'silent' })` of who is signed in there; app and provider are one site",
  'step-up': '`signIn({ maxAge: 0 })` makes the provider ask who it is',
  DPoP: '`dpop: true`: the token that the second API gets is bound to a key, and the API checks the proof',
  PAR: '`par: true`: the parameters of the sign-in are pushed',
  'own token per API':
    'the second API takes only what is for it: it lets in the token that comes to it, and refuses the one that came to the first; where the provider makes every token for both, a sentence says so',
  revocation:
    'a refresh token renews, as the page tries with one; after `signOut({ provider: false })` the next one does not',
  'sign-out': '`signOut()` goes to the logout page of the provider, and comes back',
  'second user': 'then somebody else signs in',
} as const
export type CellName = keyof typeof TRIED
// The keys of the record are those of its type.
export const CELLS = Object.keys(TRIED) as readonly CellName[]

/** What was seen. `says` is what was measured, in a sentence: why not, or what is to be known where it works. */
export interface Cell {
  readonly result: 'works' | 'not offered' | 'fails' | 'not tried'
  readonly says?: string
}

export type Cells = Readonly<Partial<Record<CellName, Cell>>>

export const works = (says?: string): Cell => ({ result: 'works', ...(says && { says }) })
export const notTried = (says: string): Cell => ({ result: 'not tried', says })
/** What nobody can try who is not signed in. */
export const LOST = notTried('the sign-in was refused')
export const fails = (says: string): Cell => ({ result: 'fails', says })

/** What the metadata of a provider does not name, it does not offer. */
export const notOffered = (member: string): Cell => ({
  result: 'not offered',
  says: `its metadata has no \`${member}\``,
})

/** What latchkey says: the code and its sentence, and what of the details has a name. */
export const said = ({
  code,
  message,
}: {
  readonly code?: string | undefined
  readonly message?: string | undefined
}): string => `\`${code}\`: ${message}`

/** The problems that latchkey told of, after what was seen. */
export const warnOf = (problems: readonly string[]): string =>
  problems.length > 0 ? `; latchkey: ${problems.map((code) => `\`${code}\``).join(', ')}` : ''
