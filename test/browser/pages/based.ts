import { createAuth } from 'latchkey'
import { options, show } from './setup.js'

// Without a redirect URI: it is what `<base href>` says.
const { redirectUri: _, ...rest } = options
show(createAuth({ ...rest, apis: { calendar: options.apis.calendar, own: { url: 'api/' } } }))
