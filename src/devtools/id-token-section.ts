import { make } from './make.js'
import { makeSection, type Section } from './section.js'

/** How the ID token was checked: names of checks, and no claim. */
export const makeIdTokenSection = (): Section<
  { readonly alg: string; readonly checks: readonly string[] } | undefined
> =>
  makeSection('id-token', 'ID token', (idToken) =>
    idToken
      ? [
          make('p', {}, 'Signed with ', make('code', {}, idToken.alg), '. Every check was passed:'),
          make('ul', { class: 'checks' }, ...idToken.checks.map((check) => make('li', {}, check))),
        ]
      : [make('p', { class: 'quiet' }, 'There is none.')],
  )
