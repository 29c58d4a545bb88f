import { ADA, GRACE, type Options, type Person, type ProviderKind, type ProviderPage } from '../provider.js'
import { load } from './packages.js'
import { freePort } from './site.js'

interface Emulator {
  readonly url: string
  close(): Promise<void>
}

type CreateEmulator = (options: { service: string; port: number; seed: object }) => Promise<Emulator>

/** How one of the emulators of the package `emulate` differs from the others. */
export interface Emulated {
  readonly name: string
  readonly file: string
  readonly service: string
  /** What follows the address in the issuer. */
  readonly path?: string
  readonly toUser: (person: Person) => object
  readonly toClient: (redirectUris: readonly string[]) => object
  /** The name of the list of clients in its seed. */
  readonly clients?: 'oauth_applications'
  readonly options?: Options
  readonly remark?: string
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

export const emulated = ({
  name,
  file,
  service,
  path = '',
  toUser,
  toClient,
  clients,
  options,
  remark,
}: Emulated): ProviderKind => ({
  name,
  file,
  from: { npm: 'emulate' },
  ...(remark && { remark }),
  async boot({ redirectUris }) {
    const { createEmulator } = await load<{ createEmulator: CreateEmulator }>('emulate')
    const registered = toClient(redirectUris)
    const users = [ADA, GRACE].map(toUser)
    const { url, close } = await createEmulator({
      service,
      port: await freePort(),
      seed: { [service]: { users, [clients ?? 'oauth_clients']: [registered] } },
    })
    return {
      issuer: `${url}${path}`,
      clientId: 'spa',
      registered,
      pages: [PAGE],
      ...(options && { options }),
      close,
    }
  },
})
