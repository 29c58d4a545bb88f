import { createAuth } from 'latchkey'
import { options, show } from './setup.js'

show(createAuth(options))
