import type { Api } from './api.js'

/** Whether everything that an API declares was asked for when the session began. */
export const isAskedFor = ({ scopes }: Api, asked: string): boolean =>
  scopes.every((scope) => asked.split(' ').includes(scope))
