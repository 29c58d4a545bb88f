import { type Diagnosis, diagnose } from '../../src/doctor/diagnose.js'
import type { DoctorOptions } from '../../src/doctor/options.js'
import type { Row } from '../../src/doctor/row.js'
import { createBarePlatform } from '../../src/platform/bare.js'
import { APP, CLIENT_ID, type ProviderSite } from '../support/provider-site.js'

/** What the doctor says of a site, to an app with these options; the app of the site unless given. */
export function examine(site: ProviderSite, options: Partial<DoctorOptions> = {}): Promise<Diagnosis> {
  const { issuer, api, fetch } = site
  return diagnose({ issuer, clientId: CLIENT_ID, origin: APP, api, ...options }, { ...createBarePlatform(), fetch })
}

export const findRow = ({ rows }: Diagnosis, id: string): Row => {
  const row = rows.find((one) => one.id === id)
  if (!row) throw new Error(`There is no row ${id}`)
  return row
}

/** The rows in which there is something to do. */
export const toAlarms = ({ rows }: Diagnosis): readonly string[] =>
  rows.flatMap(({ id, verdict }) => (verdict === 'warning' || verdict === 'wrong' ? id : []))

/** A row as somebody reads it. */
export const toText = ({ found, set }: Row): string => [found, ...set].join('\n')
