/** A `Uint8Array` over an `ArrayBuffer`: TypeScript 5.4, which declarations are for, too, has no parameter for that. */
export type Bytes = ReturnType<TextEncoder['encode']>
