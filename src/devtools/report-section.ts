import { make, makeButton } from './make.js'
import type { ObservedAuth } from './observed-auth.js'
import { toReport } from './report.js'
import type { Snapshot } from './snapshot.js'

interface Parts {
  readonly auth: ObservedAuth
  readonly copy: (text: string) => void
  readonly say: (sentence: string) => void
}

/** The report for a bug ticket: to copy, or as a file. Made when it is asked for. */
export function makeReportSection(look: () => Promise<Snapshot | undefined>, { auth, copy, say }: Parts): HTMLElement {
  const write = async () => {
    const snapshot = await look()
    return snapshot && toReport(snapshot, auth.state.user, navigator.userAgent)
  }
  const download = async () => {
    const text = await write()
    if (text === undefined) return
    const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
    make('a', { href: url, download: 'latchkey-report.json' }).click()
    URL.revokeObjectURL(url)
    say('The report is among your downloads.')
  }
  return make(
    'section',
    { class: 'report', 'aria-labelledby': 'report-title' },
    make('h2', { id: 'report-title' }, 'Report'),
    make(
      'p',
      { class: 'quiet' },
      'For a bug ticket: no token, no code and no claim is in it. Read it before you send it.',
    ),
    make(
      'div',
      { class: 'buttons' },
      makeButton('Copy the report', () => void write().then((text) => text !== undefined && copy(text))),
      makeButton('Download the report', () => void download()),
    ),
  )
}
