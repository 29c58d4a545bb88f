import { Stranded } from '../../../demo/providers/walk.js'
import type { ProviderKind, Running } from '../provider.js'
import { CELLS, type Cell, type CellName, type Cells, fails, LOST, notOffered } from './cells.js'
import type { Engine, Tab } from './engine.js'
import * as signInCells from './sign-in-cells.js'
import { type Site, startSite } from './site.js'
import * as tokenCells from './token-cells.js'
import { tryBinding, tryOwnToken, tryPushing } from './variant-cells.js'
import { openPage, type Visit } from './visit.js'

/** What is tried in one browser after the other, in the order in which one leads to the next. */
const IN_ONE_BROWSER: Readonly<Partial<Record<CellName, (visit: Visit, tab: Tab) => Promise<Cell>>>> = {
  discovery: signInCells.tryDiscovery,
  'sign-in': signInCells.trySignIn,
  user: signInCells.tryUser,
  userinfo: tokenCells.tryUserInfo,
  'API call': tokenCells.tryCall,
  reload: tokenCells.tryReload,
  'renewal in two tabs': tokenCells.tryRenewal,
  silent: signInCells.trySilent,
  'step-up': signInCells.tryStepUp,
  popup: signInCells.tryPopup,
  revocation: tokenCells.tryRevocation,
  'sign-out': signInCells.trySignOut,
  'second user': signInCells.trySecondUser,
}

/** What starts from nothing, and what the metadata of the provider has to name for that. */
const IN_ITS_OWN: Readonly<Partial<Record<CellName, FromNothing>>> = {
  DPoP: { attempt: tryBinding, member: 'dpop_signing_alg_values_supported' },
  PAR: { attempt: tryPushing, member: 'pushed_authorization_request_endpoint' },
  'own token per API': { attempt: tryOwnToken },
}

interface FromNothing {
  readonly attempt: (visit: Visit) => Promise<Cell>
  readonly member?: string
}

/** A provider that runs, and an app that it knows. */
export interface Place {
  readonly site: Site
  readonly provider: Running
  close(): Promise<unknown>
}

export async function open(kind: ProviderKind): Promise<Place> {
  const site = await startSite()
  const provider = await kind.boot(site.app).catch(async (error: unknown) => {
    await site.close()
    throw error
  })
  site.use(provider)
  return { site, provider, close: () => Promise.all([provider.close(), site.close()]) }
}

/** Tries things at a provider, in one browser. */
export async function measure(
  { site, provider }: Place,
  engine: Engine,
  wanted: readonly CellName[] = CELLS,
): Promise<Cells> {
  const cells: Partial<Record<CellName, Cell>> = {}
  const metadata = await readMetadata(provider)
  const inProfile = async (work: (visit: Visit) => Promise<void>) => {
    const profile = await engine.newProfile()
    await work({ site, provider, profile, metadata }).finally(() => profile.close())
  }
  await inProfile(async (visit) => {
    const tab = await openPage(visit)
    for (const [name, attempt] of entriesOf(IN_ONE_BROWSER))
      if (wanted.includes(name)) cells[name] = isLost(cells) ? LOST : await settle(() => attempt(visit, tab))
  })
  for (const [name, { attempt, member }] of entriesOf(IN_ITS_OWN)) {
    if (!wanted.includes(name)) continue
    if (member !== undefined && !(member in metadata)) cells[name] = notOffered(member)
    else if (isLost(cells)) cells[name] = LOST
    else
      await inProfile(async (visit) => {
        cells[name] = await settle(() => attempt(visit))
      })
  }
  return Object.fromEntries(CELLS.flatMap((name) => (cells[name] ? [[name, cells[name]]] : [])))
}

const isLost = (cells: Cells): boolean => cells['sign-in'] !== undefined && cells['sign-in'].result !== 'works'

const entriesOf = <Value>(all: Readonly<Partial<Record<CellName, Value>>>): [CellName, Value][] =>
  // The keys of the record are those of its type.
  Object.entries(all) as [CellName, Value][]

/** A user who is stranded is an outcome; whatever else goes wrong is a mistake of this measurement. */
async function settle(attempt: () => Promise<Cell>): Promise<Cell> {
  try {
    return await attempt()
  } catch (error) {
    if (error instanceof Stranded) return fails(error.message)
    throw error
  }
}

async function readMetadata({ issuer }: Running): Promise<Visit['metadata']> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
  return (await response.json()) as Visit['metadata']
}
