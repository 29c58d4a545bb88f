// First, so that the address is clean before anything else reads it.
import { auth } from './auth.js'
import { addToCalendar, mountCalendar } from './calendar-view.js'
import { mountIdentity } from './identity.js'
import { mountLog } from './log.js'
import { mountTodos } from './todos.js'
import { mountTokens } from './tokens.js'

mountIdentity()
mountTodos(addToCalendar)
mountCalendar()
mountTokens()
mountLog(auth.on)
