/** A JSON object as it travels: the claims or the header of a token, the body of an answer. */
export type Claims = Readonly<Record<string, unknown>>

/** A value, or the promise of one: what a hook may return. */
export type Awaitable<Value> = Value | Promise<Value>
