import { toPlace } from '../testing/endpoints.js'
import type { TestProvider } from '../testing/test-provider.js'

/** A request handler of MSW 2, as far as MSW asks anything of one. */
interface ProviderHandler {
  /** What MSW tells handlers apart by, from 2.13 on, and before. */
  readonly kind: 'request'
  readonly __kind: 'RequestHandler'
  readonly info: { readonly header: string; readonly callFrame: undefined }
  readonly options: object
  readonly isUsed: boolean
  readonly run: (about: { readonly request: Request }) => Promise<HandlerResult | null>
  readonly test: (about: { readonly request: Request }) => Promise<boolean>
  readonly reset: () => void
  readonly restore: () => void
  readonly log: () => void
}

interface HandlerResult {
  readonly handler: ProviderHandler
  readonly request: Request
  readonly requestId: string
  readonly response: Response
  readonly parsedResult: undefined
}

/**
 * The request handlers by which MSW 2 has a provider answer whatever is asked of its issuer: `setupServer(...handlers(provider))`. Made
 * without MSW: whoever has none need not install it.
 * To TypeScript they are whatever they are handed to: a handler is of a class that each version of MSW has anew.
 */
export function handlers({ issuer, fetch, answers }: TestProvider): never[] {
  const handler: ProviderHandler = {
    kind: 'request',
    __kind: 'RequestHandler',
    info: { header: `ALL ${toPlace(issuer)}*`, callFrame: undefined },
    options: {},
    isUsed: false,
    test: async ({ request }) => answers(request.url),
    async run({ request, ...about }) {
      // `null`, as MSW has it: the next handler is asked.
      if (!answers(request.url)) return null
      const response = await fetch(request.clone())
      return { ...Object(about), handler, request, response, parsedResult: undefined }
    },
    reset: () => undefined,
    restore: () => undefined,
    log: () => undefined,
  }
  // Of no type that there is here: test/kit/handlers.test.ts holds two versions of MSW to it.
  return [handler as never]
}
