import { AuthError } from '../domain/errors.js'
import type { StandardSchema } from '../domain/schema.js'
import { type Claims, freezeDeep, toUser, type User } from '../domain/user.js'

/** The user as the app's schema sees the claims. `iss` and `sub` are always there: together they are the user's key. */
export function toProfile(schema: StandardSchema<unknown> | undefined, claims: Claims): User {
  const user = toUser(claims)
  const result = schema?.['~standard'].validate(structuredClone(user))
  if (!result) return user
  if ('then' in result) throw toRefusal(['(the schema is asynchronous)'])
  if (result.issues) {
    throw toRefusal(
      result.issues.map(({ path = [] }) =>
        path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
      ),
    )
  }
  // What the schema made of the claims is what the app typed; the key of the user is not the schema's to drop.
  return freezeDeep({ ...(result.value as User), iss: user.iss, sub: user.sub })
}

/** The refusal of a schema, with the paths of the claims it refuses. */
export const toRefusal = (paths: readonly string[]): AuthError<'user-profile'> =>
  new AuthError('user-profile', 'The profile schema refuses the claims', { paths }, ['sign-in', 'never'])
