import { chooseFormat, toSource } from './access-token-format.js'
import { auth } from './auth.js'
import { type CalendarEntry, createCalendar, type Outcome, type SeenToken, toStart } from './calendar.js'
import { announce, find, icon, make, row } from './dom.js'
import { ELSEWHERE } from './elsewhere.js'
import { SCOPES } from './explanations.js'
import { toFields } from './fields.js'
import { createGoogleCalendar } from './google-calendar.js'
import { signIn } from './identity.js'
import { showStatus } from './show-status.js'

const calendar = (ELSEWHERE?.calendar.api === 'google' ? createGoogleCalendar : createCalendar)(auth.fetch)

/** The calendar: its entries, what it was allowed, and what it sees of the tokens. */
export function mountCalendar(): void {
  find('calendar-refresh').addEventListener('click', () => void refresh())
  find('show-id-token').addEventListener('click', () => void showIdTokenAttempt())
  find('ask-scope').addEventListener('click', () => signIn({ prompt: 'consent' }))
  for (const choice of formatChoices()) choice.addEventListener('change', () => void switchFormat(toFormat(choice)))

  let shown: string | undefined
  auth.subscribe((state) => {
    showScopes(state.scopes?.calendar)
    if (state.status === 'pending' || state.user?.sub === shown) return
    shown = state.user?.sub
    // Nothing of one user is left for the next.
    clear()
    if (shown !== undefined) void refresh()
  })
}

/** Adds an entry and answers with the status, for the chip beside the to-do. */
export async function addToCalendar(title: string): Promise<number | undefined> {
  const outcome = await calendar.addEntry(title)
  showOutcome(outcome)
  announce(outcome.body === undefined ? `Not added: ${outcome.message}` : `${title} is in your calendar`)
  if (outcome.body !== undefined) await refreshEntries()
  return outcome.status
}

async function refresh(): Promise<void> {
  await Promise.all([refreshEntries(), refreshSeenToken()])
}

async function refreshEntries(): Promise<void> {
  const outcome = await calendar.listEntries()
  if (outcome.body === undefined || find('last-call').hidden) showOutcome(outcome)
  if (outcome.body !== undefined) showEntries(outcome.body.events)
}

async function refreshSeenToken(): Promise<void> {
  const { body, message } = await calendar.seeToken()
  if (body === undefined) find('letter').replaceChildren(make('p', { class: 'sentence', text: message ?? '' }))
  else showSeenToken(body)
}

function clear(): void {
  find('entries').replaceChildren()
  find('entries-empty').hidden = true
  find('letter').replaceChildren()
  find('last-call').hidden = true
  find('ask').hidden = true
  find('id-token-result').hidden = true
}

function showEntries(entries: readonly CalendarEntry[]): void {
  find('entries').replaceChildren(...entries.map(entryRow))
  find('entries-empty').hidden = entries.length > 0
}

function entryRow(entry: CalendarEntry): HTMLElement {
  const when = make('time', { text: toStart(entry) })
  when.dateTime = entry.start
  const remove = make(
    'button',
    { class: 'button small bare', data: { testid: 'entry-remove' }, label: `Remove ${entry.title} from calendar` },
    icon('bin'),
  )
  remove.addEventListener('click', async () => {
    const outcome = await calendar.removeEntry(entry.id)
    showOutcome(outcome)
    announce(outcome.message ?? `${entry.title} is no longer in your calendar`)
    await refreshEntries()
    find('calendar-refresh').focus()
  })
  return make(
    'li',
    { class: 'row', data: { testid: 'calendar-entry' } },
    make('span', { class: 'row-main' }, when, make('span', { text: entry.title })),
    make('span', { class: 'row-actions' }, remove),
  )
}

function showOutcome({ request, status, message, code }: Outcome<unknown>): void {
  find('last-call').hidden = false
  find('last-request').textContent = request
  find('last-message').textContent = code === undefined ? (message ?? '') : `${message} (${code})`
  showStatus(find('last-result'), status)
  find('ask').hidden = status !== 403
}

function showScopes(granted: readonly string[] | undefined): void {
  find('scopes').replaceChildren(
    ...(ELSEWHERE?.calendar.scopes ?? SCOPES).map((scope) => {
      const has = granted?.includes(scope) ?? false
      const name = make('code', { text: scope })
      const note = make('span', { class: 'aside-voice', text: has ? 'granted' : 'not granted' })
      return make(
        'li',
        { class: 'scope', data: { scope, granted: String(has) } },
        icon(has ? 'check' : 'dot'),
        name,
        note,
      )
    }),
  )
}

function showSeenToken(seen: SeenToken): void {
  const { format, header, claims, checks } = seen
  for (const choice of formatChoices()) choice.checked = choice.value === format
  const letter = find('letter')
  letter.dataset['format'] = format
  letter.replaceChildren(
    make('p', { class: 'hint', text: toSource(seen) }),
    ...(header === undefined ? [] : [table('Header', header)]),
    table(header === undefined ? 'Answer' : 'Claims', claims),
    make('h4', { text: 'Checks it made' }),
    make(
      'ul',
      { class: 'checks' },
      ...checks.map((check) => make('li', {}, icon('check'), make('span', { text: check }))),
    ),
  )
}

function table(title: string, values: object): HTMLElement {
  const rows = toFields(values).map(row)
  return make('section', {}, make('h4', { text: title }), make('dl', { class: 'claims' }, ...rows))
}

async function showIdTokenAttempt(): Promise<void> {
  const { body, message, status } = await calendar.tryIdToken()
  showStatus(find('id-token-status'), body?.status ?? status)
  find('id-token-request').textContent = body?.request ?? ''
  find('id-token-sentence').textContent = body?.message ?? message ?? ''
  find('id-token-challenge').textContent = body === undefined ? '' : `WWW-Authenticate: ${body.challenge}`
  find('id-token-result').hidden = false
  announce(`The calendar answered ${body?.status ?? 'nothing'}: ${body?.message ?? message ?? ''}`)
}

async function switchFormat(format: SeenToken['format']): Promise<void> {
  const sentence = await chooseFormat(format)
  await refreshSeenToken()
  announce(sentence)
}

function formatChoices(): NodeListOf<HTMLInputElement> {
  return document.querySelectorAll<HTMLInputElement>('input[name="format"]')
}

function toFormat({ value }: HTMLInputElement): SeenToken['format'] {
  return value === 'jwt' ? 'jwt' : 'reference'
}
