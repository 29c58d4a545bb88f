import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'

// A Chromium that is installed already; unless set, that of `npx playwright install chromium`.
const { CHROMIUM } = process.env

export default defineConfig({
  test: {
    browser: {
      enabled: true,
      headless: true,
      provider: playwright({ launchOptions: CHROMIUM ? { executablePath: CHROMIUM } : {} }),
      instances: [{ browser: 'chromium' }],
    },
  },
})
