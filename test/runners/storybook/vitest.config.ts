import { storybookTest } from '@storybook/addon-vitest/vitest-plugin'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'

// A Chromium that is installed already; unless set, that of `npx playwright install chromium`.
const { CHROMIUM } = process.env

export default defineConfig({
  plugins: [storybookTest()],
  test: {
    browser: {
      enabled: true,
      headless: true,
      provider: playwright({ launchOptions: CHROMIUM ? { executablePath: CHROMIUM } : {} }),
      instances: [{ browser: 'chromium' }],
    },
  },
})
