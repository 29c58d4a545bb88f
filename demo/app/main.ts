// auth.js before the rest, so that the address is clean before anything else reads it.
import { mountDevtools } from 'latchkey/devtools'
import { auth } from './auth.js'
import { addToCalendar, mountCalendar } from './calendar-view.js'
import { mountGuides } from './guides.js'
import { mountIdentity } from './identity.js'
import { mountLog } from './log.js'
import { mountMistakes } from './mistakes.js'
import { mountProviderNote } from './provider-note.js'
import { mountTodos } from './todos.js'
import { mountTokens } from './tokens.js'

mountProviderNote()
mountIdentity()
mountTodos(addToCalendar)
mountCalendar()
mountTokens()
mountMistakes()
mountGuides()
mountLog(auth.on)
// The button "Developer panel" in the development build of latchkey, and nothing in production.
mountDevtools(auth)
