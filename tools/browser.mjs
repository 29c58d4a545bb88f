// Finds a Chromium-based browser and starts it. Only `--check` and the browser tests need one.
import { execFileSync, spawn } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
]

const MAC_APPLICATIONS = ['Google Chrome', 'Chromium', 'Microsoft Edge'].flatMap((name) =>
  ['', process.env.HOME ?? ''].map((home) => `${home}/Applications/${name}.app/Contents/MacOS/${name}`),
)

const WINDOWS_PROGRAMS = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
  .filter((folder) => folder !== undefined)
  .flatMap((folder) => [
    join(folder, 'Google/Chrome/Application/chrome.exe'),
    join(folder, 'Chromium/Application/chrome.exe'),
    join(folder, 'Microsoft/Edge/Application/msedge.exe'),
  ])

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** No browser, and none that may be installed here. The message is one sentence that says what to do. */
export class NoBrowser extends Error {
  name = 'NoBrowser'
}

/**
 * The path of a browser: `CHROMIUM` if set, else an installed Chrome, Chromium or Edge, else Debian's, which is installed
 * when this runs as root on Debian or Ubuntu.
 * @returns {string}
 */
export function findChromium() {
  const named = process.env.CHROMIUM
  if (named) {
    if (isExecutable(named)) return named
    throw new NoBrowser(`CHROMIUM is set to ${named}, where there is no program: set it to the path of a browser.`)
  }
  const found = installed()
  if (found !== undefined) return found
  if (!isRoot() || !isDebian()) {
    throw new NoBrowser(
      'No browser was found: install Chrome, Chromium or Edge, or set CHROMIUM to the path of one of them.',
    )
  }
  installDebians('chromium')
  const path = installed()
  if (path === undefined) throw new NoBrowser('apt-get installed chromium, but no chromium is in PATH: set CHROMIUM.')
  return path
}

/** The same engine without the windows around it: what Debian and Chrome for Testing call it. */
const HEADLESS_SHELLS = ['chromium-headless-shell', 'chrome-headless-shell']

/**
 * The path of Chromium's headless shell, which shows the same pages for half of the work: `CHROMIUM` if set, an installed one, or
 * Debian's, installed as Chromium is. Where there is none, the browser itself.
 * @returns {string}
 */
export function findHeadlessShell() {
  const find = () => inPath(HEADLESS_SHELLS).find(isExecutable)
  const found = process.env.CHROMIUM ?? find()
  if (found || !isRoot() || !isDebian()) return found || findChromium()
  try {
    installDebians('chromium-headless-shell')
  } catch {
    // An older Debian, or an Ubuntu, has none.
  }
  return find() ?? findChromium()
}

/**
 * The path of a Firefox: `FIREFOX` if set, else an installed one, else Debian's, installed as Chromium is.
 * @returns {string}
 */
export function findFirefox() {
  const named = process.env.FIREFOX
  if (named && isExecutable(named)) return named
  const find = () =>
    inPath(['firefox-esr', 'firefox']).concat('/Applications/Firefox.app/Contents/MacOS/firefox').find(isExecutable)
  const found = find()
  if (found !== undefined) return found
  if (!isRoot() || !isDebian()) {
    throw new NoBrowser('No Firefox was found: install it, or set FIREFOX to its path.')
  }
  installDebians('firefox-esr')
  const path = find()
  if (path === undefined) throw new NoBrowser('apt-get installed firefox-esr, but it is not in PATH: set FIREFOX.')
  return path
}

/**
 * Starts a headless Firefox.
 * @returns {Promise<import('playwright-core').Browser>}
 */
export async function launchFirefox() {
  const { firefox } = await import('playwright-core')
  return firefox.launch({ channel: 'moz-firefox', executablePath: findFirefox() })
}

const MINI_BROWSERS = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].flatMap((machine) =>
  ['4.1', '6.0', '4.0'].map((version) => `/usr/lib/${machine}/webkit2gtk-${version}/MiniBrowser`),
)

/**
 * WebKitGTK's browser and driver, and the display it draws on; installed where Debian's packages may be. `undefined` on other
 * machines: there is no WebKit that scripts may drive on Windows, and on macOS Safari has to be told by hand that it may.
 * @returns {{ driver: string, browser: string, display: string } | undefined}
 */
export function findWebKit() {
  const find = () => {
    const [driver, display] = ['WebKitWebDriver', 'Xvfb'].map((name) => inPath([name]).find(isExecutable))
    const browser = MINI_BROWSERS.find(isExecutable)
    return driver && display && browser ? { driver, display, browser } : undefined
  }
  const found = find()
  if (found || !isRoot() || !isDebian()) return found
  installDebians('webkit2gtk-driver', 'xvfb')
  return find()
}

function requireWebKit() {
  const found = findWebKit()
  if (!found) throw new NoBrowser('No WebKit was found: install webkit2gtk-driver and xvfb.')
  return found
}

/**
 * Starts WebKit's MiniBrowser and gives a selenium driver of it; `close` ends everything that was started.
 * @returns {Promise<{ driver: import('selenium-webdriver').WebDriver, close: () => Promise<void> }>}
 */
export async function launchWebKit() {
  const found = requireWebKit()
  const { Builder, Capabilities } = await import('selenium-webdriver')
  // Each program says which number it took.
  const screen = spawn(found.display, ['-displayfd', '3', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const display = await firstLine(screen.stdio[3])
  const port = await freePort()
  const server = spawn(found.driver, ['-p', String(port), '--host=127.0.0.1'], {
    stdio: 'ignore',
    env: { ...process.env, DISPLAY: `:${display}` },
  })
  const stop = () => {
    server.kill()
    screen.kill()
  }
  try {
    await answers(port)
    const driver = await new Builder()
      .usingServer(`http://127.0.0.1:${port}`)
      .withCapabilities(
        new Capabilities({
          browserName: 'MiniBrowser',
          'webkitgtk:browserOptions': { binary: found.browser, args: ['--automation'] },
        }),
      )
      .build()
    return { driver, close: () => driver.quit().finally(stop) }
  } catch (error) {
    stop()
    throw error
  }
}

const firstLine = (stream) =>
  new Promise((resolve, reject) => {
    stream.once('data', (data) => resolve(String(data).trim()))
    stream.once('close', () => reject(new NoBrowser('Xvfb did not start.')))
  })

async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function answers(port) {
  for (let left = 200; left > 0; left -= 1) {
    const isThere = await fetch(`http://127.0.0.1:${port}/status`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isThere) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new NoBrowser('WebKitWebDriver did not start.')
}

/**
 * How to launch a browser with playwright-core.
 * @param {string} executablePath
 */
export function launchOptions(executablePath) {
  // The browser's sandbox does not start as root.
  return { executablePath, args: isRoot() ? [...FLAGS, '--no-sandbox'] : [...FLAGS] }
}

/**
 * Starts a headless browser, with further flags if any.
 * @param {readonly string[]} flags
 * @returns {Promise<import('playwright-core').Browser>}
 */
export function launchChromium(flags = []) {
  return launchAt(findChromium(), flags)
}

/**
 * Starts the headless shell, for tests that need its engine and no window, with further flags if any.
 * @param {readonly string[]} flags
 * @returns {Promise<import('playwright-core').Browser>}
 */
export function launchHeadlessShell(flags = []) {
  return launchAt(findHeadlessShell(), flags)
}

async function launchAt(path, flags) {
  // Imported late: this module also runs before the packages are installed.
  const { chromium } = await import('playwright-core')
  const options = launchOptions(path)
  return chromium.launch({ ...options, args: [...options.args, ...flags] })
}

function installed() {
  const candidates = [
    ...inPath(NAMES),
    ...(process.platform === 'darwin' ? MAC_APPLICATIONS : []),
    ...(process.platform === 'win32' ? WINDOWS_PROGRAMS : []),
  ]
  return candidates.find(isExecutable)
}

/** @param {readonly string[]} names */
function inPath(names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return folders.flatMap((folder) => names.map((name) => join(folder, name)))
}

/** Once for a process: the lists do not change while it runs. */
let isUpdated = false

function installDebians(...names) {
  const apt = (...args) =>
    execFileSync('apt-get', args, {
      stdio: ['ignore', 2, 2],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  try {
    if (!isUpdated) apt('update', '-q')
    isUpdated = true
    apt('install', '-q', '-y', '--no-install-recommends', ...names)
  } catch {
    // apt-get has printed why; what is left to say is what helps.
    throw new NoBrowser(
      `apt-get could not install ${names.join(' and ')}: install a browser by hand, or set CHROMIUM or FIREFOX to one.`,
    )
  }
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    // Not there or not ours to run; the next candidate may be.
    return false
  }
}

function isRoot() {
  return process.getuid?.() === 0
}

function isDebian() {
  if (!existsSync('/etc/os-release')) return false
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    console.log(process.argv.includes('--webkit') ? requireWebKit().driver : findChromium())
  } catch (error) {
    if (!(error instanceof NoBrowser)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}
