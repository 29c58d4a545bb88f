/** Whether two types are the same one, and not merely assignable to each other. */
export type Equal<One, Other> = (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false

/** Compiles when the answer is yes. */
export function check<Answer extends true>(..._: [Answer?]): void {}
