import type { DoctorOptions } from '../../../src/doctor/options.js'
import type { ProviderSite, SiteFront, SiteProvider } from '../../support/provider-site.js'

/** One thing that is wrong about a provider, an API or what the doctor was told. */
export interface Mistake {
  readonly name: string
  /** The row that has to say it. */
  readonly row: string
  readonly verdict: 'warning' | 'wrong'
  /** What it has to say: what was found, and the exact value to set. */
  readonly says: readonly (string | RegExp)[]
  readonly front?: SiteFront
  readonly plant?: (site: ProviderSite) => unknown
  /** What the provider is made with, beside what its honest twin is. */
  readonly provider?: SiteProvider
  /** What the honest twin is made with, too. */
  readonly both?: SiteProvider
  /** What the doctor is told, of the twin too. */
  readonly told?: Partial<DoctorOptions>
  /** What it is told of the one with the mistake alone. */
  readonly mistold?: Partial<DoctorOptions>
  /** Further rows that have something to say by right. */
  readonly also?: readonly string[]
}
