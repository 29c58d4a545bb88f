/** Who can sign in at the demo's provider. There are no passwords: picking a person is the whole log-in. */
export interface Persona {
  /** The subject: what `sub` says in every token. */
  readonly id: string
  readonly name: string
  readonly givenName: string
  readonly familyName: string
  readonly email: string
  readonly line: string
}

export const PERSONAS: readonly Persona[] = [
  {
    id: 'ada',
    name: 'Ada Lovelace',
    givenName: 'Ada',
    familyName: 'Lovelace',
    email: 'ada@example.com',
    line: 'Wrote the first program',
  },
  {
    id: 'grace',
    name: 'Grace Hopper',
    givenName: 'Grace',
    familyName: 'Hopper',
    email: 'grace@example.com',
    line: 'Found the first bug',
  },
]

export function findPersona(id: unknown): Persona | undefined {
  return PERSONAS.find((persona) => persona.id === id)
}

/** The claims as OpenID Connect Core 5.1 names them. */
export function claimsOf(persona: Persona, issuer: string): Readonly<Record<string, unknown>> {
  return {
    sub: persona.id,
    name: persona.name,
    given_name: persona.givenName,
    family_name: persona.familyName,
    picture: `${issuer}/pictures/${persona.id}.svg`,
    email: persona.email,
    email_verified: true,
  }
}
