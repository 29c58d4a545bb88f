import type { AuthOptions } from 'latchkey'
import type { Tab } from './support/engine.js'

/** Somebody who has an account at a provider. */
export interface Person {
  readonly login: string
  readonly password: string
  readonly name: string
  readonly email: string
}

export const ADA: Person = { login: 'ada', password: 'ada-secret-1815', name: 'Ada Lovelace', email: 'ada@example.com' }
export const GRACE: Person = {
  login: 'grace',
  password: 'grace-secret-1906',
  name: 'Grace Hopper',
  email: 'grace@example.com',
}

/** What an app has its provider know. */
export interface App {
  readonly origin: string
  readonly redirectUris: readonly string[]
  /** The identifier of its second API, which wants a token of its own. */
  readonly resource: string
}

/** One page of a provider, and what a user does there. */
export interface ProviderPage {
  /** A selector of what is on no other page. */
  readonly see: string
  /** Whether the user says here who they are. */
  readonly asks?: true
  readonly act: (tab: Tab, person: Person) => Promise<unknown>
}

/** A provider that runs. */
export interface Running {
  readonly issuer: string
  readonly clientId: string
  /** What `createAuth` is told beside the issuer, the client and the APIs. */
  readonly options?: Options
  /** What gives the second API a token of its own. `resource` unless set. */
  readonly ownToken?: 'audience'
  /** How the provider is asked for somebody else while somebody is signed in there: where it has no logout page. */
  readonly another?: 'login' | 'select_account'
  /** Whether nobody is asked at its pages, and it takes whom `login_hint` names. */
  readonly takesHint?: true
  /** The client, as it was handed to the provider. */
  readonly registered: object
  readonly pages: readonly ProviderPage[]
  /** What an access token stands for, for an API that can see it nowhere else: it is no JWT, and there is no `/userinfo`. */
  readonly claimsOf?: (token: string) => Promise<Readonly<Record<string, unknown>> | undefined>
  close(): Promise<unknown>
}

/** What of the options of `createAuth` depends on the provider. */
export type Options = Pick<AuthOptions, 'scopes' | 'userInfo' | 'authorizationParams' | 'audiences' | 'dpop' | 'par'>

/** A provider that somebody else has written, or one that is odd on purpose. */
export interface ProviderKind {
  readonly name: string
  /** The file here that has it. */
  readonly file: string
  /** The package that it is in, whose version stands in the lockfile; or its version; or nothing, if it was written here. */
  readonly from?: { readonly npm: string } | { readonly version: string }
  /** What a reader of its registration should know, in sentences. */
  readonly remark?: string
  /** Whether it can run on this machine. It can unless set. */
  readonly isHere?: () => boolean
  boot(app: App): Promise<Running>
}

/** Types what a form asks for, as far as it does, and presses its button. */
export const fillIn =
  (fields: Readonly<Record<string, 'login' | 'email' | 'password'>>, button: string): ProviderPage['act'] =>
  async (tab, person) => {
    for (const [field, what] of Object.entries(fields))
      if (await tab.run((selector) => document.querySelector(selector) !== null, field))
        await tab.type(field, person[what])
    await tab.click(button)
  }

/** Presses a button. */
export const press =
  (button: string): ProviderPage['act'] =>
  (tab) =>
    tab.click(button)
