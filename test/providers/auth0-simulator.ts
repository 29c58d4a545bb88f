import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import selfsigned from 'selfsigned'
import { prepareProviders } from '../../tools/providers.mjs'
import { ADA, GRACE, type ProviderKind, type ProviderPage } from './provider.js'
import { freePort } from './support/site.js'
import { answers } from './support/until.js'

/** Its page loads Auth0's own script from elsewhere, so what that script does is done here: it posts, and submits what comes back. */
const PAGE: ProviderPage = {
  see: 'form#the-form',
  asks: true,
  act: (tab, { email, password }) =>
    tab.run(
      async (who) => {
        const { client, ...parameters } = Object.fromEntries(new URLSearchParams(location.search))
        const response = await fetch('/usernamepassword/login', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ ...parameters, client_id: client, ...who }),
        })
        const page = new DOMParser().parseFromString(await response.text(), 'text/html')
        const form = document.importNode(page.forms[0] as HTMLFormElement, true)
        document.body.append(form)
        form.submit()
      },
      { username: email, password },
    ),
}

/**
 * It serves https alone, with a certificate that it looks for in the user's home. It gets one there that is nobody's, and what answers
 * behind it is served over plain http: no browser would take the certificate.
 */
const SCRIPT = `
const { createServer } = require('node:http')
const { simulation } = require('@simulacrum/auth0-simulator')
const { port, ...settings } = JSON.parse(process.env.SETTINGS)
simulation(settings).listen(0, 'localhost').then(({ server }) => {
  createServer(...server.listeners('request')).listen(port, 'localhost')
})`

export const auth0Simulator: ProviderKind = {
  name: 'Auth0 (auth0-simulator)',
  file: 'auth0-simulator.ts',
  from: { npm: '@simulacrum/auth0-simulator' },
  remark: 'It knows no clients: these are its own settings.',
  async boot({ resource }) {
    const home = makeHome()
    const port = await freePort()
    const users = [ADA, GRACE].map(({ login, name, email, password }) => ({ id: login, name, email, password }))
    const options = { clientID: 'spa', audience: resource, scope: 'openid profile email offline_access' }
    const SETTINGS = JSON.stringify({ port, initialState: { users }, options })
    // Apart: a runner of tests has a condition of its own, by which the package would lead to files that it does not bring.
    const server = spawn(process.execPath, ['--eval', SCRIPT], {
      cwd: dirname(fileURLToPath(prepareProviders())),
      env: { PATH: process.env['PATH'], HOME: home, SETTINGS },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const close = async () => {
      server.kill()
      rmSync(home, { recursive: true, force: true })
    }
    await answers(`http://localhost:${port}/heartbeat`, server).catch(async (error: unknown) => {
      await close()
      throw error
    })
    return {
      // It ends in a slash, as Auth0's do.
      issuer: `http://localhost:${port}/`,
      clientId: 'spa',
      options: { scopes: ['openid', 'profile', 'email', 'offline_access'] },
      ownToken: 'audience',
      registered: options,
      pages: [PAGE],
      close,
    }
  },
}

function makeHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'latchkey-auth0-'))
  const folder = join(home, '.simulacrum', 'certs')
  mkdirSync(folder, { recursive: true })
  const { private: key, cert } = selfsigned.generate([{ name: 'commonName', value: 'localhost' }], { keySize: 2048 })
  writeFileSync(join(folder, 'localhost-key.pem'), key)
  writeFileSync(join(folder, 'localhost.pem'), cert)
  return home
}
