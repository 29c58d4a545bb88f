import type { App, Booted } from '../../demo/providers/provider.js'

export {
  ADA,
  type App,
  fillIn,
  GRACE,
  type Options,
  type Person,
  type ProviderPage,
  press,
} from '../../demo/providers/provider.js'

/** A provider that runs, and what the matrix has to know of it beside. */
export interface Running extends Booted {
  /** How the provider is asked for somebody else while somebody is signed in there: where it has no logout page. */
  readonly another?: 'login' | 'select_account'
  /** Whether nobody is asked at its pages, and it takes whom `login_hint` names. */
  readonly takesHint?: true
  /** What an access token stands for, for an API that can see it nowhere else: it is no JWT, and there is no `/userinfo`. */
  readonly claimsOf?: (token: string) => Promise<Readonly<Record<string, unknown>> | undefined>
}

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
