import type { Lie } from './lies.js'
import type { Provider } from './provider.js'

/** What some providers do, by name; `lies.ts` says what each of them is. */
export type Quirk = 'renewal-ends-access-tokens'

/** Each quirk as the lie that it is, for one provider. */
export const QUIRKS: Readonly<Record<Quirk, (provider: Provider) => Lie>> = {
  'renewal-ends-access-tokens': ({ grants }) => ({
    respond: (endpoint, { parameters }) => {
      if (endpoint === 'token' && parameters['grant_type'] === 'refresh_token') grants.accessTokens.clear()
      return undefined
    },
  }),
}
