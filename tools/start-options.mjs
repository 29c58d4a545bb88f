// What `npm start` can be told.
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
  --microblog-port <port>     5173 unless set, here or as DEMO_MICROBLOG_PORT
  --token-seconds <seconds>   how long access tokens live: 300 unless set, here or as DEMO_TOKEN_SECONDS
`

/** What is of the demo's own provider, or of an app that knows no other. */
const ONLY_OWN = ['framework', 'dev', 'microblog-port', 'token-seconds']

/** What this process was told. An error that is named BadOption is for whoever told it. */
export function readOptions() {
  const number = (name, value, fallback) => {
    const set = value ?? process.env[`DEMO_${name}`]
    if (set === undefined) return fallback
    if (/^\d{1,6}$/.test(set)) return Number(set)
    throw badOption(`${name.toLowerCase().replace('_', '-')} is a number, not ${set}.`)
  }
  const text = { type: 'string' }
  const flag = { type: 'boolean', default: false }
  try {
    const { values } = parseArgs({
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
        app: number('APP_PORT', values['app-port'], 5170),
        provider: number('PROVIDER_PORT', values['provider-port'], 5171),
        api: number('API_PORT', values['api-port'], 5172),
        microblog: number('MICROBLOG_PORT', values['microblog-port'], 5173),
      },
      accessTokenSeconds: number('TOKEN_SECONDS', values['token-seconds'], 300),
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
  const other = ONLY_OWN.find((name) => values[name])
  if (other !== undefined)
    throw badOption(`--${other} is for the demo's own provider: leave it away, or leave --provider ${provider} away.`)
}

function badOption(message) {
  return Object.assign(new Error(message), { name: 'BadOption' })
}
