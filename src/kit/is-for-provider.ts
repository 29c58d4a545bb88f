/** Whether a request is for the provider with this issuer: at its address, or below it. */
export const isForProvider = (issuer: string, { url }: Request): boolean => url.startsWith(toPlace(issuer))

/** The address that everything of a provider is below. */
export const toPlace = (issuer: string): string => `${issuer.replace(/\/$/, '')}/`
