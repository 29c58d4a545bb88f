import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KEYCLOAK, prepareKeycloak } from '../../tools/providers.mjs'
import { ADA, type App, fillIn, GRACE, type Person, type ProviderKind, press } from './provider.js'
import { freePort } from './support/site.js'
import { answers } from './support/until.js'

/** The distribution of Maven Central, with a realm that it imports, and a database in memory. */
export const keycloak: ProviderKind = {
  name: 'Keycloak',
  file: 'keycloak.ts',
  from: { version: KEYCLOAK },
  remark:
    'It does not read `resource`: what the second API asks for is put into each token by the mapper. Name and mail come with the default scopes.',
  isHere: () => prepareKeycloak() !== undefined,
  async boot(app) {
    const folder = prepareKeycloak()
    if (folder === undefined) throw new Error('Keycloak needs Java and Maven')
    const home = mkdtempSync(join(tmpdir(), 'latchkey-keycloak-'))
    cpSync(folder, home, { recursive: true })
    const client = toClient(app)
    mkdirSync(join(home, 'data', 'import'), { recursive: true })
    writeFileSync(join(home, 'data', 'import', 'demo-realm.json'), JSON.stringify(toRealm(client)))
    const port = await freePort()
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
    return {
      issuer,
      clientId: 'spa',
      registered: client,
      pages: [
        {
          see: '#kc-form-login',
          asks: true,
          act: fillIn({ '#username:not([type=hidden])': 'login', '#password': 'password' }, '#kc-login'),
        },
        { see: '#kc-logout', act: press('#kc-logout') },
      ],
      close,
    }
  },
}

const toClient = ({ origin, redirectUris, resource }: App): object => ({
  clientId: 'spa',
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
})

const toRealm = (client: object): object => ({
  realm: 'demo',
  enabled: true,
  sslRequired: 'none',
  clients: [client],
  users: [ADA, GRACE].map(toUser),
})

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
