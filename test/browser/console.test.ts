/** In a real browser: a server is set up, its operator looks at every page of the console, at a desk and on a phone. */
import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type LocalServer, startServer } from '../../scripts/local-server.ts'
import { seed } from '../../scripts/seed.ts'
import { inChromium } from '../support/chromium.ts'
import { codeOf } from '../support/one-time-code.ts'
import '../support/own-fetch.ts'
import { accessibilityFaults, listen, sidewaysScroll } from '../support/page-rules.ts'

const run = promisify(execFile)
const setupToken = 'a-set-up-token-for-the-console-in-chromium'
const operator = { name: 'Olga Operator', login: 'olga', email: 'olga@example.com' }
const password = 'seven brass doorknobs'
const pictures = process.env.SCREENSHOTS
if (pictures !== undefined) mkdirSync(pictures, { recursive: true })

inChromium('the console', (newBrowser) => {
  let server: LocalServer
  beforeAll(async () => {
    server = await startServer({
      secrets: { SEALING_SECRET: 'a-sealing-secret-for-the-console-tests', SETUP_TOKEN: setupToken },
    })
  })
  afterAll(() => server?.stop())

  let signedIn: Awaited<ReturnType<BrowserContext['storageState']>>

  it('is set up, and gives a client whose command works as it stands', async () => {
    const context = await newBrowser()
    const noise = await listen(context)
    const page = await context.newPage()
    await page.goto(`${server.issuer}/setup`)
    await inspect(page, 'set-up')
    for (const [name, value] of Object.entries(operator)) await page.locator(`[name=${name}]`).fill(value)
    await page.getByLabel('Set-up token').fill(setupToken)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByLabel('The password once more').fill(password)
    await page.getByRole('button', { name: 'Make me the operator' }).click()

    // An operator proves themself twice from the start.
    await page.locator('a[href*="with=codes"]').click()
    const [, secret = ''] = /secret=([A-Z2-7]+)/.exec(await page.content()) ?? []
    await page.locator('[name=code]').fill(codeOf(secret))
    await page.locator('button[value=codes]').click()
    await page.locator('button[value=continue]').click()
    await page.getByRole('heading', { name: 'Welcome' }).waitFor()
    await inspect(page, 'welcome')
    await page.getByRole('button', { name: 'Make the client' }).click()
    await page.getByRole('heading', { name: 'Your client is ready' }).waitFor()
    const { stdout } = await run('sh', ['-c', await page.locator('#command').innerText()])
    expect(JSON.stringify(JSON.parse(stdout))).toContain('"client_name":"Management"')
    expect(noise.complaints).toEqual([])

    signedIn = await context.storageState()
    await seed({ DB: server.db, CLIENTS: server.clients }, { demoOrigin: 'http://localhost:8080' })
    await server.scheduled()
  })

  /** From the start page: the links that lead there, by name. */
  const pages: Record<string, string[]> = {
    Overview: [],
    Clients: ['Clients'],
    'a client': ['Clients', 'Demo app'],
    'a client, edited': ['Clients', 'Demo app', 'Edit'],
    'a new client': ['Clients', 'Register a client'],
    'initial access tokens': ['Clients', 'Initial access tokens'],
    APIs: ['APIs'],
    'an API': ['APIs', 'Demo API'],
    'a new API': ['APIs', 'Register an API'],
    People: ['People'],
    'a person': ['People', 'Olga Operator'],
    'a new person': ['People', 'Add a person'],
    'ways to sign in': ['Sign-in'],
    providers: ['Sign-in', 'Providers'],
    'a new provider': ['Sign-in', 'Providers', 'Add: Any OAuth 2 provider'],
    'a new directory': ['Sign-in', 'Directories', 'Add: Active Directory'],
    mail: ['Sign-in', 'Mail'],
    'sign-up': ['Sign-in', 'Sign-up'],
    'the look': ['Sign-in', 'Look'],
    Keys: ['Keys'],
    'Audit trail': ['Audit trail'],
    Settings: ['Settings'],
    Health: ['Health'],
  }

  it.each(Object.keys(pages))('%s has nothing for axe-core, the console or a stranger', async (name) => {
    const context = await newBrowser({ storageState: signedIn })
    const noise = await listen(context)
    const page = await context.newPage()
    await page.goto(`${server.issuer}/admin`)
    for (const link of pages[name]!) await page.getByRole('link', { name: link, exact: true }).last().click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    const act = page.locator('.confirmed summary')
    if ((await act.count()) > 0) await act.first().click()
    await inspect(page, name)
    expect(noise.complaints).toEqual([])
    expect([...noise.origins]).toEqual([server.issuer])
  })

  async function inspect(page: Page, name: string): Promise<void> {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 390],
    ] as const) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 800 })
      if (pictures !== undefined) {
        const file = `console ${name} ${colorScheme}.png`.replaceAll(/[ /]/g, '-')
        await page.screenshot({ path: join(pictures, file), fullPage: true })
      }
      const faults = await accessibilityFaults(page)
      expect({ name, colorScheme, faults }).toEqual({ name, colorScheme, faults: [] })
    }
    await page.setViewportSize({ width: 320, height: 640 })
    expect({ name, scroll: await sidewaysScroll(page) }).toEqual({ name, scroll: 0 })
    await page.setViewportSize({ width: 1280, height: 800 })
  }
})
