import { it } from 'vitest'
import { check, History, type Step } from './history.js'

// Histories that the model has found, each named after what went wrong.
const FOUND: readonly (readonly [string, readonly Step[]])[] = [
  [
    'a sign-out before the session was restored, and the store fails: nobody is signed in again',
    [
      { kind: 'reload', tab: 0 },
      { kind: 'breakStore' },
      { kind: 'signOut', tab: 0 },
      { kind: 'breakStore' },
      { kind: 'call', tab: 0 },
      { kind: 'advance', seconds: 1 },
    ],
  ],
  [
    'a sign-out that could not be written, and the page is loaded again: nobody is signed in again',
    [
      { kind: 'offline' },
      { kind: 'breakStore' },
      { kind: 'signOut', tab: 0 },
      { kind: 'reload', tab: 0 },
      { kind: 'call', tab: 0 },
      { kind: 'heal' },
    ],
  ],
  [
    'a clock that was wrong at the sign-in and is put right: the session goes on',
    [
      { kind: 'clock', seconds: -7_200 },
      { kind: 'signIn', tab: 0, user: 'grace' },
      { kind: 'sleep', seconds: 60 },
      { kind: 'clock', seconds: 7_200 },
    ],
  ],
  [
    'a clock that is put back during a pause does not make the pause longer',
    [
      { kind: 'sleep', seconds: 4_000 },
      { kind: 'outage' },
      { kind: 'call', tab: 3 },
      { kind: 'advance', seconds: 1 },
      { kind: 'clock', seconds: -300 },
    ],
  ],
  [
    'a sign-out of nobody that could not be written does not end the next sign-in',
    [
      { kind: 'open' },
      { kind: 'signOut', tab: 0 },
      { kind: 'breakStore' },
      { kind: 'signOut', tab: 0 },
      { kind: 'heal' },
      { kind: 'signIn', tab: 1, user: 'grace' },
    ],
  ],
  [
    'a sign-out that could not be written, in a tab that is killed: no other tab keeps the session',
    [
      { kind: 'call', tab: 2 },
      { kind: 'call', tab: 1 },
      { kind: 'offline' },
      { kind: 'breakStore' },
      { kind: 'open' },
      { kind: 'call', tab: 3 },
      { kind: 'call', tab: 1 },
      { kind: 'call', tab: 3 },
      { kind: 'signOut', tab: 0 },
      { kind: 'rest' },
      { kind: 'kill', tab: 0 },
      { kind: 'rest' },
    ],
  ],
  [
    'a tab that opens after a sign-out does not end the next sign-in',
    [
      { kind: 'call', tab: 0 },
      { kind: 'advance', seconds: 1 },
      { kind: 'signOut', tab: 1 },
      { kind: 'open' },
      { kind: 'signIn', tab: 0, user: 'ada' },
    ],
  ],
]

// And one of each kind that is too rare to be met by chance at every run.
const RARE: typeof FOUND = [
  [
    'another user signs in while answers are under way: the page of the new one gets none of them',
    [
      { kind: 'open' },
      { kind: 'rest' },
      { kind: 'callForLong', tab: 0 },
      { kind: 'callForLong', tab: 0 },
      { kind: 'signIn', tab: 1, user: 'grace' },
      { kind: 'rest' },
      { kind: 'answer' },
    ],
  ],
  [
    'another user signs in while a page is put away, and the answer comes as it is shown again: it is not given',
    [
      { kind: 'open' },
      { kind: 'rest' },
      { kind: 'callForLong', tab: 0 },
      { kind: 'callForLong', tab: 0 },
      { kind: 'freeze', tab: 0 },
      { kind: 'signIn', tab: 1, user: 'grace' },
      { kind: 'answer' },
      { kind: 'thaw', tab: 0 },
    ],
  ],
  [
    'a sign-out while answers are under way: they are given',
    [
      { kind: 'open' },
      { kind: 'rest' },
      { kind: 'callForLong', tab: 0 },
      { kind: 'callForLong', tab: 1 },
      { kind: 'signOut', tab: 0 },
      { kind: 'answer' },
    ],
  ],
  [
    'a sign-out by a page that never knew whom, while the store reads nothing: it is heard in every tab',
    [
      { kind: 'open' },
      { kind: 'rest' },
      { kind: 'silence', how: 'silent', what: 'read' },
      { kind: 'reload', tab: 0 },
      { kind: 'signOut', tab: 0 },
    ],
  ],
  [
    'a client is disposed of while it renews: the session goes on in the next one',
    [
      { kind: 'advance', seconds: 310 },
      { kind: 'callForLong', tab: 0 },
      { kind: 'call', tab: 0 },
      { kind: 'dispose', tab: 0 },
      { kind: 'answer' },
      { kind: 'call', tab: 0 },
    ],
  ],
]

it.each([...FOUND, ...RARE])('%s', async (_, story) => {
  const history = new History()
  history.home.tab.auth()
  await history.take({ kind: 'signIn', tab: 0, user: 'ada' })
  for (const step of story) await history.take(step)

  await check(history)
})
