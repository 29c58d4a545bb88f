// `npm run picture`: plays the demo in a browser and takes the picture of it that README.md shows, docs/public/demo.webp.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { launchChromium } from './browser.mjs'
import { buildDemo } from './demo.mjs'
import { buildPackage, installPackages, ROOT } from './setup.mjs'
import { readOptions } from './start-options.mjs'

const FILE = join(ROOT, 'docs', 'public', 'demo.webp')

installPackages()
buildPackage()
const { startDemo } = await buildDemo()
// With the addresses that a reader will see.
const demo = await startDemo({ ports: readOptions([]).ports })
const browser = await launchChromium()
try {
  const page = await browser.newPage({
    viewport: { width: 1120, height: 1192 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  })
  await show(page, demo)
  const picture = await take(page)
  mkdirSync(dirname(FILE), { recursive: true })
  writeFileSync(FILE, picture)
  console.log(`${relative(ROOT, FILE)}: ${(picture.length / 1024).toFixed(1)} KB`)
} finally {
  await browser.close()
  await demo.close()
}

/** Signs in as Ada, puts the first to-do into her calendar, and shows it her ID token. */
async function show(page, { app }) {
  await page.goto(app)
  await page.getByTestId('sign-in').click()
  await page.getByTestId('persona-ada').click()
  await page.getByTestId('consent-allow').click()
  await page.getByTestId('calendar-sees').locator('dl').first().waitFor()
  await page.getByTestId('todo-to-calendar').first().click()
  await page.getByTestId('todo-result').and(page.locator('[data-status="201"]')).first().waitFor()
  await page.getByTestId('calendar-entry').first().waitFor()
  await page.getByTestId('show-id-token').click()
  await page.getByTestId('id-token-challenge').waitFor()
  // The calendar looks at the token once more, by itself.
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => {
    document.activeElement?.blur()
    scrollTo(0, 0)
  })
}

/** WebP, which a browser makes of itself: half of what a PNG is. */
async function take(page) {
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 80 })
  return Buffer.from(data, 'base64')
}
