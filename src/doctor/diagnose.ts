import { type BarePlatform, createBarePlatform } from '../platform/bare.js'
import { toApiRows } from './api-checks.js'
import { CLIENT_CHECKS } from './client-checks.js'
import { CORS_CHECKS } from './cors-checks.js'
import { toCreateAuthCall } from './create-auth-call.js'
import { DISCOVERY_CHECKS } from './discovery-checks.js'
import { examine } from './findings.js'
import { FRAME_CHECKS } from './frame-checks.js'
import { KEY_CHECKS } from './key-checks.js'
import { type DoctorOptions, toSettings } from './options.js'
import { REDIRECT_URI_CHECKS } from './redirect-uri-checks.js'
import { REFRESH_CHECKS } from './refresh-checks.js'
import type { Check, Row } from './row.js'
import { SESSION_CHECKS } from './session-checks.js'
import { SIGN_IN_CHECKS } from './sign-in-checks.js'

/** What the doctor has found. */
export type Diagnosis = {
  /** The provider in the words of whose console the rows speak. */
  readonly provider: string

  /** Every check, in an order that never changes. */
  readonly rows: readonly Row[]

  /** The call of `createAuth` that fits. */
  readonly createAuth: string
}

/** Every check of a provider. */
export const CHECKS: readonly Check[] = [
  ...DISCOVERY_CHECKS,
  ...KEY_CHECKS,
  ...CORS_CHECKS,
  ...CLIENT_CHECKS,
  ...REDIRECT_URI_CHECKS,
  ...SIGN_IN_CHECKS,
  ...REFRESH_CHECKS,
  ...FRAME_CHECKS,
  ...SESSION_CHECKS,
]

/**
 * Asks a provider and an API what an app with these options would ask them, and says what is wrong and what to set. Sends nothing that
 * anybody has issued, and nothing that it repeats is unfiltered.
 *
 * @throws TypeError for an option that cannot be used.
 */
export async function diagnose(
  options: DoctorOptions,
  machine: BarePlatform = createBarePlatform(),
): Promise<Diagnosis> {
  const findings = await examine(toSettings(options), machine)
  return {
    provider: findings.console.name,
    rows: [...CHECKS.map(({ judge, ...check }): Row => ({ ...check, ...judge(findings) })), ...toApiRows(findings)],
    createAuth: toCreateAuthCall(findings),
  }
}
