/** Whether the page stands in a frame, whoever's. */
export const isFramed = (): boolean => self !== top
