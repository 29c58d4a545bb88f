/** Where a tab notes that its provider answers in no frame; forgotten when somebody signs in. */
export const toSilenceNote = ({ mark }: { readonly mark: string }): string => `latchkey silent ${mark}`
