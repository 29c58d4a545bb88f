// Never run: `tsc` is the test.
import { createAuth } from 'latchkey'
import { type FrontChannelLogout, frontChannelLogout } from 'latchkey/front-channel-logout'
import { check, type Equal } from './equal.js'

const client = { issuer: 'https://id.example.com', clientId: 'todo-spa' }
createAuth(client)

const outcome = frontChannelLogout(client)
check<Equal<typeof outcome, Promise<FrontChannelLogout>>>()

// @ts-expect-error: whose session it is, the issuer alone does not say.
frontChannelLogout({ issuer: 'https://id.example.com' })
// @ts-expect-error: a session is not ended without its `sid`, whatever is asked for.
frontChannelLogout({ ...client, sessionRequired: false })
