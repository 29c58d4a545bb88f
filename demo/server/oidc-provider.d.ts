// The package ships no declarations. These are the parts the demo uses, and no more.
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  export interface Client {
    readonly clientId: string
    readonly clientName?: string
  }

  export interface Context {
    readonly req: IncomingMessage
    body: unknown
    type: string
    readonly oidc?: {
      readonly client?: Client
      readonly params?: Readonly<Record<string, unknown>>
      readonly session?: { readonly accountId?: string }
    }
  }

  export interface InteractionDetails {
    readonly uid: string
    readonly prompt: { readonly name: string }
    readonly params: Readonly<Record<string, unknown>>
    readonly session?: { readonly accountId?: string }
  }

  export interface Grant {
    addOIDCScope(scope: string): void
    rejectOIDCScope(scope: string): void
    addResourceScope(resource: string, scope: string): void
    rejectResourceScope(resource: string, scope: string): void
    save(): Promise<string>
  }

  export interface IdToken {
    scope: string
    issue(options: { use: 'idtoken' }): Promise<string>
  }

  export class Provider {
    constructor(issuer: string, configuration: Readonly<Record<string, unknown>>)
    readonly Grant: new (payload: {
      accountId: string
      clientId: string
    }) => Grant
    readonly IdToken: new (
      claims: object,
      options: { client: Client },
    ) => IdToken
    readonly Client: { find(id: string): Promise<Client | undefined> }
    use(middleware: (context: Context, next: () => Promise<void>) => Promise<void>): this
    on(event: string, listener: (context: Context, error: Error) => void): this
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<InteractionDetails>
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: Readonly<Record<string, unknown>>,
      options?: { mergeWithLastSubmission?: boolean },
    ): Promise<void>
  }
}
