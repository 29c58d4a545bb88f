import { hasIdentity, isSameUser, type Session } from './session.js'

/** Whether two sessions are known to belong to different users: of who was not identified nobody knows. */
export const isOtherUser = (one: Session, other: Session): boolean =>
  hasIdentity(one) && hasIdentity(other) && !isSameUser(one, other)
