// The options of `npm start`.
import { parseArgs } from 'node:util'
import { FRAMEWORKS } from './apps.mjs'

/** The providers that the app can sign in at in place of the demo's own. */
const PROVIDERS = ['google', 'entra', 'okta', 'auth0', 'keycloak']

export const USAGE = `npm start [-- options]

  --framework <name>          the app written with ${FRAMEWORKS.join(', ')}; without any unless set
  --dev                       that app from its framework's own server for development: an edit in demo/apps is on the page at once
  --provider <name>           sign in at ${PROVIDERS.join(', ')} in place of the demo's own provider: emulators from npm, and Keycloak
                              itself with Java 17 and Maven; at google the calendar is Google's, at the others the demo's
  --check                     play the story in a headless browser and exit 0 or 1
  --app-port <port>           5170 unless set, here or as DEMO_APP_PORT
  --provider-port <port>      5171 unless set, here or as DEMO_PROVIDER_PORT
  --api-port <port>           5172 unless set, here or as DEMO_API_PORT
  --microblog-port <port>     5180 unless set, here or as DEMO_MICROBLOG_PORT
  --guides-port <port>        5175 unless set, here or as DEMO_GUIDES_PORT
  --client-origin <origin>    where an app of yours is, http://localhost:5173 say: it may sign in here, too, and call the calendar
  --token-seconds <seconds>   how long access tokens live: 300 unless set, here or as DEMO_TOKEN_SECONDS
`

/** What is of the demo's own provider, or of an app that knows no other. */
const ONLY_OWN = ['framework', 'dev', 'microblog-port', 'client-origin', 'token-seconds']

/**
 * Reads the command line. What is wrong with it is an error of the name `BadOption`, with a sentence for the person at the terminal.
 * @param {readonly string[]} args
 */
export function readOptions(args) {
  const text = { type: 'string' }
  const flag = { type: 'boolean', default: false }
  try {
    const { values } = parseArgs({
      args,
      options: {
        check: flag,
        dev: flag,
        help: flag,
        framework: text,
        provider: text,
        'app-port': text,
        'provider-port': text,
        'api-port': text,
        'microblog-port': text,
        'guides-port': text,
        'client-origin': { ...text, multiple: true, default: [] },
        'token-seconds': text,
      },
    })
    const { framework, dev, provider } = values
    refuseBeside(provider, values)
    if (framework !== undefined && !FRAMEWORKS.includes(framework))
      throw badOption(`There is no app in ${framework}: there are ${FRAMEWORKS.join(', ')}.`)
    if (dev && framework === undefined)
      throw badOption(`--dev is for an app in a framework: add --framework ${FRAMEWORKS.join('|')}.`)
    return {
      framework,
      dev,
      provider,
      check: values.check,
      help: values.help,
      ports: {
        app: toNumber('app-port', values, 5170),
        provider: toNumber('provider-port', values, 5171),
        api: toNumber('api-port', values, 5172),
        microblog: toNumber('microblog-port', values, 5180),
      },
      guidesPort: toNumber('guides-port', values, 5175),
      clientOrigins: values['client-origin'].map(toClientOrigin),
      accessTokenSeconds: toNumber('token-seconds', values, 300),
    }
  } catch (error) {
    if (error.code?.startsWith('ERR_PARSE_ARGS')) error.name = 'BadOption'
    throw error
  }
}

function refuseBeside(provider, values) {
  if (provider === undefined) return
  if (!PROVIDERS.includes(provider))
    throw badOption(`There is no provider ${provider} here: there are ${PROVIDERS.join(', ')}.`)
  const other = ONLY_OWN.find((name) => (Array.isArray(values[name]) ? values[name].length > 0 : values[name]))
  if (other !== undefined)
    throw badOption(`--${other} is for the demo's own provider: leave it away, or leave --provider ${provider} away.`)
}

function toNumber(name, values, fallback) {
  const set = values[name] ?? process.env[`DEMO_${name.toUpperCase().replace('-', '_')}`]
  if (set === undefined) return fallback
  if (/^\d{1,6}$/.test(set)) return Number(set)
  throw badOption(`${name} is a number, not ${set}.`)
}

/** An origin as browsers spell it. On a loopback host: to no other does the demo answer what it asks. */
function toClientOrigin(text) {
  const { origin, pathname, protocol, hostname, search, hash } = URL.canParse(text) ? new URL(text) : {}
  const isLocal = protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)
  if (isLocal && `${origin}${pathname}` === `${origin}/` && !search && !hash) return origin
  throw badOption(`client-origin is an origin of this machine, as http://localhost:5173, not ${text}.`)
}

function badOption(message) {
  return Object.assign(new Error(message), { name: 'BadOption' })
}
