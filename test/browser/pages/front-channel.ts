import { frontChannelLogout } from 'latchkey/front-channel-logout'
import { options } from './setup.js'

// What came of it, for the test alone: whoever frames the page cannot read its title.
document.title = await frontChannelLogout(options)
