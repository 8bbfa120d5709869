/** A real browser for tests: one Chromium a file, a profile with nothing in it a test. */
import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest'

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
const executable = process.env.CHROMIUM || usualPlaces.find((path) => existsSync(path))
const missing = 'there is no Chromium here; install it, or set CHROMIUM to its path'

const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Another person's browser, or the same person's other one: it shares nothing with those before it. */
export type NewBrowser = (options?: BrowserContextOptions) => Promise<BrowserContext>

/** Tests in Chromium. Where it is not installed they are skipped and say so; in CI that is a failure. */
export function inChromium(name: string, tests: (newBrowser: NewBrowser) => void): void {
  if (executable === undefined && process.env.CI) {
    describe(name, () => {
      it('has a browser', () => {
        throw new Error(missing)
      })
    })
    return
  }
  if (executable === undefined) process.stderr.write(`Skipped: ${name} (${missing})\n`)

  describe.skipIf(executable === undefined)(name, () => {
    let browser: Browser
    const contexts: BrowserContext[] = []

    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: executable ?? '', args })
    })
    afterEach(async () => {
      for (const context of contexts.splice(0)) await context.close()
    })
    afterAll(() => browser?.close())

    tests(async (options) => {
      const context = await browser.newContext({ serviceWorkers: 'block', ...options })
      context.setDefaultTimeout(20_000)
      contexts.push(context)
      return context
    })
  })
}
