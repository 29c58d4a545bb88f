import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answers } from './answers.js'
import { ADA, type App, type Boot, type Booted, fillIn, GRACE, type Person, press } from './provider.js'

const PAGES: Booted['pages'] = [
  {
    see: '#kc-form-login',
    asks: true,
    act: fillIn({ '#username:not([type=hidden])': 'login', '#password': 'password' }, '#kc-login'),
  },
  { see: '#kc-logout', act: press('#kc-logout') },
]

/** The distribution of Maven Central, with a realm that it imports, and a database in memory. */
export const bootKeycloak: Boot = async (app, { folder, port }) => {
  const home = mkdtempSync(join(tmpdir(), 'latchkey-keycloak-'))
  cpSync(folder, home, { recursive: true })
  const client = toClient(app)
  mkdirSync(join(home, 'data', 'import'), { recursive: true })
  writeFileSync(join(home, 'data', 'import', 'demo-realm.json'), JSON.stringify(toRealm(client, app)))
  const server = spawn(
    join(home, 'bin', 'kc.sh'),
    [
      'start',
      '--optimized',
      '--import-realm',
      '--cache=local',
      '--http-enabled=true',
      '--http-host=localhost',
      `--http-port=${port}`,
      '--hostname-strict=false',
    ],
    { stdio: 'ignore', detached: true, env: { ...process.env, JAVA_OPTS_KC_HEAP: '-Xms128m -Xmx768m' } },
  )
  const stop = () => {
    // The script is the leader of a group: what it has started ends with it.
    if (server.exitCode === null && server.pid !== undefined) process.kill(-server.pid, 'SIGKILL')
    rmSync(home, { recursive: true, force: true })
  }
  process.once('exit', stop)
  const close = async () => {
    process.off('exit', stop)
    stop()
  }
  const issuer = `http://localhost:${port}/realms/demo`
  await answers(`${issuer}/.well-known/openid-configuration`, server).catch(async (error: unknown) => {
    await close()
    throw error
  })
  return { issuer, clientId: app.clientId, registered: client, pages: PAGES, close }
}

const toClient = ({ clientId, origin, redirectUris, resource, scopes }: App): object => ({
  clientId,
  publicClient: true,
  standardFlowEnabled: true,
  directAccessGrantsEnabled: false,
  redirectUris,
  webOrigins: [origin],
  attributes: { 'pkce.code.challenge.method': 'S256', 'post.logout.redirect.uris': redirectUris.join('##') },
  protocolMappers: [
    {
      name: 'the second API',
      protocol: 'openid-connect',
      protocolMapper: 'oidc-audience-mapper',
      config: { 'included.custom.audience': resource, 'access.token.claim': 'true', 'id.token.claim': 'false' },
    },
  ],
  ...(scopes.length > 0 && {
    defaultClientScopes: STANDARD_SCOPES.map(({ name }) => name),
    optionalClientScopes: scopes,
  }),
})

const toRealm = (client: object, { scopes }: App): object => ({
  realm: 'demo',
  enabled: true,
  sslRequired: 'none',
  clients: [client],
  // A realm that brings scopes gets no others: with those of the API come those that each new realm has.
  ...(scopes.length > 0 && { clientScopes: [...STANDARD_SCOPES, ...scopes.map((name) => toClientScope(name))] }),
  users: [ADA, GRACE].map(toUser),
})

/** What a mapper writes a claim into. */
const INTO_TOKENS = { 'id.token.claim': 'true', 'access.token.claim': 'true', 'userinfo.token.claim': 'true' }

const toClientScope = (name: string, mappers: Readonly<Record<string, object>> = {}) => ({
  name,
  protocol: 'openid-connect',
  attributes: { 'include.in.token.scope': String(name !== 'basic') },
  protocolMappers: Object.entries(mappers).map(([protocolMapper, config]) => ({
    name: protocolMapper,
    protocol: 'openid-connect',
    protocolMapper,
    config: { ...INTO_TOKENS, ...config },
  })),
})

/** As far as the app has use for them. */
const STANDARD_SCOPES = [
  toClientScope('basic', {
    'oidc-sub-mapper': {},
    'oidc-usersessionmodel-note-mapper': {
      'user.session.note': 'AUTH_TIME',
      'claim.name': 'auth_time',
      'jsonType.label': 'long',
    },
  }),
  toClientScope('profile', { 'oidc-full-name-mapper': {} }),
  toClientScope('email', {
    'oidc-usermodel-attribute-mapper': {
      'user.attribute': 'email',
      'claim.name': 'email',
      'jsonType.label': 'String',
    },
  }),
]

function toUser({ login, password, name, email }: Person): object {
  const [firstName, lastName] = name.split(' ')
  return {
    username: login,
    enabled: true,
    email,
    emailVerified: true,
    firstName,
    lastName,
    credentials: [{ type: 'password', value: password, temporary: false }],
  }
}
