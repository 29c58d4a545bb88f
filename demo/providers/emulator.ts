import { loadFrom } from './load.js'
import { ADA, type App, type Boot, GRACE, type Options, type Person, type ProviderPage } from './provider.js'

interface Emulator {
  readonly url: string
  close(): Promise<void>
}

type CreateEmulator = (options: { service: string; port: number; seed: object }) => Promise<Emulator>

/** How one of the emulators of the package `emulate` differs from the others. */
export interface Emulated {
  readonly service: string
  /** What follows the address in the issuer. */
  readonly path?: string
  readonly toUser: (person: Person, app: App) => object
  readonly toClient: (app: App) => object
  /** The API, where it may ask about tokens. */
  readonly toApi?: (api: NonNullable<App['api']>) => object
  /** The name of the list of clients in its seed. */
  readonly clients?: 'oauth_applications'
  readonly options?: Options
}

/** All have one page: it shows everybody, and whoever is pressed is signed in. There is no session, and `prompt` is not read. */
const PAGE: ProviderPage = {
  see: 'button.user-btn',
  asks: true,
  act: (tab, { email }) =>
    tab.run((wanted) => {
      const buttons = [...document.querySelectorAll<HTMLElement>('button.user-btn')]
      buttons.find((button) => button.textContent?.includes(wanted))?.click()
    }, email),
}

export const bootEmulator =
  ({ service, path = '', toUser, toClient, toApi, clients, options }: Emulated): Boot =>
  async (app, { folder, port }) => {
    const { createEmulator } = await loadFrom<{ createEmulator: CreateEmulator }>(folder, 'emulate')
    const registered = toClient(app)
    const all = [registered, ...(toApi && app.api ? [toApi(app.api)] : [])]
    const { url, close } = await createEmulator({
      service,
      port,
      // No token is good that it has not handed out: unless told, it has one of its own.
      seed: {
        tokens: {},
        [service]: {
          users: toUsers([ADA, GRACE].map((person) => toUser(person, app))),
          [clients ?? 'oauth_clients']: all,
        },
      },
    })
    return {
      issuer: `${url}${path}`,
      clientId: app.clientId,
      registered,
      pages: [PAGE],
      ...(options && { options }),
      close,
    }
  }

/**
 * The accounts of a seed. Whoever comes with a token that it does not know is taken by the emulator for the first of them, and an API
 * that believes it would let everybody in, with an ID token, too. So the first is nobody, whom no list of the accounts has.
 */
function toUsers(users: readonly object[]): Iterable<object> {
  return Object.assign(new Set(users), { 0: { email: '', login: '' } })
}
