import { type Diagnosis, diagnose } from '../../../src/doctor/diagnose.js'
import type { Place } from './measure.js'

/** What the doctor says of a provider to the app that it knows, with the options that the app has there. */
export function askDoctor({ site, provider }: Place): Promise<Diagnosis> {
  const { issuer, clientId, options: { scopes, dpop, par } = {} } = provider
  return diagnose({
    issuer,
    clientId,
    origin: site.app.origin,
    redirectUri: '/plain/',
    scopes,
    dpop: dpop === true,
    par: par === true,
  })
}
