import { make, makeFacts } from './make.js'
import { makeSection, type Section } from './section.js'
import type { Snapshot } from './snapshot.js'

const REASONS: Readonly<Record<string, string>> = {
  none: 'Nobody has signed in yet.',
  'signed-out': 'Somebody signed out here.',
  expired: 'The session could not be renewed, or is too old.',
  elsewhere: 'It ended in another tab, or its storage was cleared.',
  failed: 'A sign-in failed.',
}

const STATUS: Readonly<Record<string, string>> = {
  pending: 'It is not known yet whether somebody is signed in.',
  'signed-in': 'Somebody is signed in.',
  authorized: 'The app may act. Who allowed it is not known: openid is false.',
}

/** What the state is, and why. */
export const makeStateSection = (): Section<Pick<Snapshot, 'state' | 'inspection' | 'isOffline'>> =>
  makeSection('state', 'State', ({ state, inspection, isOffline }) => {
    const { status, reason, error } = state
    const because = reason ? REASONS[reason] : STATUS[status]
    return [
      make(
        'p',
        {},
        make('strong', { class: `chip ${status}` }, status),
        ' ',
        ...(reason ? [make('code', {}, reason), ' '] : []),
        because ?? '',
      ),
      ...(error
        ? [
            make('p', { class: 'bad' }, make('code', {}, error.code), ` ${error.message}`),
            makeFacts([
              ['What is lost', `the ${error.ends}`],
              ['Try again', error.retry],
            ]),
          ]
        : []),
      ...(isOffline ? [make('p', { class: 'bad' }, 'The panel keeps this client offline.')] : []),
      ...(inspection
        ? [
            makeFacts([
              ['Provider', make('code', {}, inspection.issuer)],
              ['Client', make('code', {}, inspection.clientId)],
              ['Kept', inspection.persistence],
              ['Refresh token', inspection.refreshToken ? 'yes' : 'no'],
              ['Clock offset', `${inspection.clockOffsetSeconds} s`],
            ]),
          ]
        : []),
    ]
  })
