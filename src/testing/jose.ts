// Loaded at the first key or proof, not with the door: whoever wants the double of an `Auth` alone needs none of it.
export const loadJose = (): Promise<typeof import('jose')> => import('jose')
