import { AuthError } from '../domain/errors.js'

/** A part that is loaded later. Rejects with `protocol-unavailable` when it cannot be loaded. */
export const loaded = <Part>(part: Promise<Part>): Promise<Part> =>
  part.catch(() => {
    throw new AuthError('protocol-unavailable', 'A part of latchkey could not be loaded', undefined, [
      'request',
      'later',
    ])
  })
