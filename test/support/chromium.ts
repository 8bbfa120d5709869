/**
 * A real browser for tests: one Chromium for the files of a process, a profile with nothing in it a test. A browser costs
 * seconds and a profile half of one: where tests only look at pages, let several pages share a profile.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core'
import { afterAll, afterEach, describe, it } from 'vitest'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const usualPlaces = [
  ...(process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name))),
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
const executable = process.env.CHROMIUM || usualPlaces.find((path) => existsSync(path))
const missing = 'there is no Chromium here; install it, or set CHROMIUM to its path'

/**
 * What a browser's own window does beside the page: most of what a context costs, and none of it is ours. The last list
 * of features counts, so that of playwright is in here as far as tests need it.
 */
const withoutFeatures = [
  'InitialWebUI',
  'PreloadTopChromeWebUI',
  'WebUIReloadButton',
  'WebUIToolbar',
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'SidePanel',
  'TabSearch',
  'LensOverlay',
  'SpareRendererForSitePerProcess',
  'Translate',
  'MediaRouter',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'PreconnectToSearch',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
]

const launch = {
  executablePath: executable ?? '',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-proxy-server', // whatever the machine's is
    '--disable-dev-shm-usage', // a container's may be 64 MB
    `--disable-features=${withoutFeatures.join(',')}`,
    '--host-resolver-rules=MAP * 127.0.0.1', // nothing leaves this machine
  ],
}

export interface BrowserOptions extends BrowserContextOptions {
  /** The person has turned them off in the settings. */
  cookies?: 'off'
}

/** Another person's browser, or the same person's other one: it shares nothing with those before it. */
export type NewBrowser = (options?: BrowserOptions) => Promise<BrowserContext>

let browser: Promise<Browser> | undefined

/** One for all files that run in this process; it ends with it. */
function sharedBrowser(): Promise<Browser> {
  browser ??= chromium.launch(launch).then((launched) => {
    launched.on('disconnected', () => {
      browser = undefined // it crashed: the next test gets another
    })
    return launched
  })
  return browser
}

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
    const contexts: BrowserContext[] = []
    const profiles: string[] = []

    afterEach(async () => {
      for (const context of contexts.splice(0)) await context.close()
    })
    afterAll(async () => {
      for (const profile of profiles) rmSync(profile, { recursive: true, force: true })
    })

    tests(async ({ cookies, ...options } = {}) => {
      const all = { serviceWorkers: 'block' as const, ...options }
      const context =
        cookies === 'off' ? await withoutCookies(all) : await (await sharedBrowser()).newContext(all)
      context.setDefaultTimeout(20_000)
      contexts.push(context)
      return context
    })

    /** Settings belong to a profile on disk. */
    async function withoutCookies(options: BrowserContextOptions): Promise<BrowserContext> {
      const profile = mkdtempSync(join(tmpdir(), 'edgegrant-profile-'))
      profiles.push(profile)
      mkdirSync(join(profile, 'Default'))
      const blocked = { profile: { default_content_setting_values: { cookies: 2 } } }
      writeFileSync(join(profile, 'Default/Preferences'), JSON.stringify(blocked))
      return chromium.launchPersistentContext(profile, { ...launch, ...options })
    }
  })
}
