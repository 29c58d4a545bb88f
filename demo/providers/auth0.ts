import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import selfsigned from 'selfsigned'
import { answers } from './answers.js'
import { ADA, type Boot, GRACE, type ProviderPage, pictureOf } from './provider.js'

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

const SCOPES = ['openid', 'profile', 'email', 'offline_access']

/** The simulator knows no clients: whom its tokens are for and what they are good for are settings of its own. */
export const bootAuth0: Boot = async (app, { folder, port }) => {
  const { clientId, resource, scopes } = app
  const home = makeHome()
  const users = [ADA, GRACE].map((person) => {
    const { login, name, email, password } = person
    // Unless told, it is that of somebody at GitHub.
    return { id: login, name, email, password, picture: pictureOf(person, app) }
  })
  const options = { clientID: clientId, audience: resource, scope: [...SCOPES, ...scopes].join(' ') }
  const SETTINGS = JSON.stringify({ port, initialState: { users }, options })
  // Apart: a runner of tests has a condition of its own, by which the package would lead to files that it does not bring.
  const server = spawn(process.execPath, ['--eval', SCRIPT], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: home, SETTINGS },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const stop = () => {
    server.kill()
    rmSync(home, { recursive: true, force: true })
  }
  process.once('exit', stop)
  const close = async () => {
    process.off('exit', stop)
    stop()
  }
  await answers(`http://localhost:${port}/heartbeat`, server).catch(async (error: unknown) => {
    await close()
    throw error
  })
  return {
    // It ends in a slash, as Auth0's do.
    issuer: `http://localhost:${port}/`,
    clientId,
    options: { scopes: SCOPES },
    ownToken: 'audience',
    registered: options,
    pages: [PAGE],
    close,
  }
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
