import type { AuthOptions } from 'latchkey'
import type { Tab } from './tab.js'

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
  readonly clientId: string
  /** What users call it. */
  readonly clientName: string
  readonly redirectUris: readonly string[]
  /** The identifier of the API that wants tokens of its own. */
  readonly resource: string
  /** The scopes of that API, for providers that know their scopes. */
  readonly scopes: readonly string[]
  /** How that API proves who it is at a provider that it asks about tokens. */
  readonly api?: { readonly id: string; readonly secret: string }
}

/** The address of somebody's picture, which the app has. */
export const pictureOf = ({ login }: Person, { origin }: App): string => `${origin}/pictures/${login}.svg`

/** One page of a provider, and what a user does there. */
export interface ProviderPage {
  /** A selector of what is on no other page. */
  readonly see: string
  /** Whether the user says here who they are. */
  readonly asks?: true
  readonly act: (tab: Tab, person: Person) => Promise<unknown>
}

/** A provider that runs. */
export interface Booted {
  readonly issuer: string
  readonly clientId: string
  /** What `createAuth` is told beside the issuer, the client and the APIs. */
  readonly options?: Options
  /** What gives the second API a token of its own. `resource` unless set. */
  readonly ownToken?: 'audience'
  /** The client, as it was handed to the provider. */
  readonly registered: object
  readonly pages: readonly ProviderPage[]
  close(): Promise<unknown>
}

/** What of the options of `createAuth` depends on the provider. */
export type Options = Pick<AuthOptions, 'scopes' | 'userInfo' | 'authorizationParams' | 'audiences' | 'dpop' | 'par'>

/** Where a provider is on this machine. */
export interface Place {
  /** The folder that it is installed in. */
  readonly folder: string
  /** The port to listen on. */
  readonly port: number
}

export type Boot = (app: App, place: Place) => Promise<Booted>

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
