/** The property of a window that holds out a return. A page of another origin cannot read it, and it ends with its document. */
export const HELD_OUT = 'latchkey return'
