import { describe, expect, it } from 'vitest'
import { toReport } from '../../src/doctor/report.js'
import { findRow, toAlarms } from '../doctor/examination.js'
import { PROVIDERS } from '../providers/providers.js'
import { askDoctor } from '../providers/support/doctor.js'
import { open } from '../providers/support/measure.js'
import { readResults } from '../providers/support/results.js'

// It needs no browser. The packages of the providers are here in this part, though. `npm run providers` has Keycloak.

/** No page asks whether anybody is signed in, and the pages of a provider are all that is shown. */
const EMULATED = ['silent']

/** The rows with something to do, at each provider. Each is so: what it says is seen in `npm run providers`, or in the provider's code. */
const ALARMS: Readonly<Record<string, readonly string[]>> = {
  'oidc-provider': [],
  'better-auth': ['vary'],
  // It signs in whoever comes, to wherever.
  'oauth2-mock-server': ['client', 'other-redirect-uri', 'request'],
  // It cannot read a code that it has not made, and has one page for every redirect URI.
  'Auth0 (auth0-simulator)': ['client', 'logout', 'redirect-uri', 'revocation', 'silent'],
  'Google (emulate)': [...EMULATED, 'logout'],
  'Okta (emulate)': EMULATED,
  'Entra ID (emulate)': [...EMULATED, 'revocation'],
  // That its ID tokens have no nonce, somebody would have to sign in to see.
  'Clerk (emulate)': [...EMULATED, 'logout', 'refresh-token', 'revocation'],
  'a strict one': [],
  'a sloppy one': ['keys', 'logout', 'other-redirect-uri', 'revocation'],
}

describe('17.3: at a provider of the matrix the doctor says what is so', () => {
  const written = readResults().providers
  for (const kind of PROVIDERS.filter(({ isHere }) => !isHere))
    it(kind.name, async () => {
      const place = await open(kind)
      try {
        const diagnosis = await askDoctor(place)

        expect([...toAlarms(diagnosis)].sort(), toReport(diagnosis)).toEqual([...(ALARMS[kind.name] ?? [])].sort())
        expect(diagnosis.rows.filter(({ verdict }) => verdict === 'wrong')).toEqual([])
        // What works in a browser is no warning.
        const { silent, revocation } = written.find(({ name }) => name === kind.name)?.cells['Chromium'] ?? {}
        if (silent?.result === 'works') expect(findRow(diagnosis, 'silent').verdict).not.toBe('warning')
        if (revocation?.result === 'works') expect(findRow(diagnosis, 'revocation').verdict).not.toBe('warning')
      } finally {
        await place.close()
      }
    })
})
