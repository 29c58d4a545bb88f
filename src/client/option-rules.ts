/** What options must be, as the sentence about one that is not goes on. */
const RULES = {
  clientId: 'must be a text',
  audiences: 'must be a list of texts, without clientId',
  scopes: 'must be a list of single scopes',
  apis: 'must have different urls',
  persistence: "must be 'browser', 'tab' or 'memory'",
  sessionLifetimeSeconds: 'must be 60 to 31536000',
  idle: 'must have signOutAfterSeconds from 10 to 604800, and warnAfterSeconds below it',
  openid:
    'is false: then there is no userInfo, profile, initiateLogin, maxAge, acrValues, claims, scope openid or silent sign-in',
  mode: "must be 'redirect', 'popup' or 'silent'",
  maxAge: 'must be whole seconds from 0',
  claims: 'must be an object',
  authorizationDetails: 'must each have a type',
  prompt: "is 'none' alone, and nothing else in mode 'silent'",
  idTokenHint: "must be 'url', 'form' or 'none'",
}

/** An option that has a rule. */
export type RuledOption = keyof typeof RULES

/** What an option must be. The production build says of each that it is not valid: whoever sets it has the development build. */
export const toRule = (option: RuledOption): string => RULES[option]
