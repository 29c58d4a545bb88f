/** Where a tab notes that its provider answers in no frame; forgotten when somebody signs in. */
export const toSilenceNote = ({ clientHash }: { readonly clientHash: string }): string =>
  `latchkey silent ${clientHash}`
