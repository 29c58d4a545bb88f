/** Whether a server was asked for what only a browser can do. A guard lets the page render there. By its code, as ever. */
export const isNotInBrowser = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'not-in-browser'
