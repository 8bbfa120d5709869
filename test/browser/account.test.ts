/** Everybody's own account in Chromium: for axe-core, in light and dark, on a phone; and a person's day without JavaScript. */
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inChromium } from '../support/chromium.ts'
import { heading, type Person, press, type RunningDemo, runDemo, signIn } from '../support/demo.ts'
import { accessibilityFaults, listen, sidewaysScroll } from '../support/page-rules.ts'

const pictures = process.env.SCREENSHOTS
const everything = 'openid profile email offline_access account.r account.w'

inChromium('the account', (newBrowser) => {
  let demo: RunningDemo

  beforeAll(async () => {
    demo = await runDemo()
  })
  afterAll(() => demo?.stop())

  /** Signs in to the demo, allows what it asks, and lets it trade its code. */
  async function useDemo(context: BrowserContext, person: Person): Promise<void> {
    const page = await context.newPage()
    await page.goto(demo.authorizeUrl({ scope: everything }))
    await signIn(page, person)
    await press(page, 'Allow')
    await heading(page, 'A code has arrived')
    await page.close()
  }

  async function open(context: BrowserContext, path: string, person?: Person): Promise<Page> {
    const page = await context.newPage()
    await page.goto(demo.issuer + path)
    if (person) await signIn(page, person)
    return page
  }

  const headings: Record<string, string | RegExp> = {
    '/account': /^Your profile: /,
    '/account/security': 'Security',
    '/account/password': 'Change your password',
    '/account/applications': 'Connected applications',
    '/account/activity': 'Activity',
    '/account/data': 'Your data',
    '/account/delete': 'Delete your account?',
  }

  it('has nothing for axe-core, the console or a stranger, on a desk and on a phone', async () => {
    const person = await demo.newPerson()
    const agent =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/26.0 Mobile/15E148 Safari/604.1'
    await open(await newBrowser({ userAgent: agent }), '/account', person)
    const context = await newBrowser()
    const noise = await listen(context)
    await useDemo(context, person)
    const page = await open(context, '/account')
    for (const [path, name] of Object.entries(headings)) {
      await page.goto(demo.issuer + path)
      await heading(page, name)
      await inspect(page, path.slice(1))
    }
    await page.goto(`${demo.issuer}/account/applications`)
    await page.locator('summary', { hasText: 'Disconnect' }).click()
    await inspect(page, 'account/disconnect')
    await page.goto(`${demo.issuer}/account/password`)
    await page.getByLabel('Current password').fill('not it')
    await page.getByLabel('New password', { exact: true }).fill('password1234')
    await page.getByLabel('New password, again').fill('password1234')
    await press(page, 'Change password')
    await page.getByRole('alert').waitFor()
    await inspect(page, 'account/password with a problem')
    expect(noise.complaints).toEqual([])
    expect([...noise.origins].filter((origin) => ![demo.issuer, demo.origin].includes(origin))).toEqual([])
  })

  async function inspect(page: Page, name: string): Promise<void> {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 360],
    ] as const) {
      await page.setViewportSize({ width, height: 800 })
      await page.emulateMedia({ colorScheme })
      if (pictures !== undefined) {
        const file = `${name.replaceAll(/\W/g, '-')}-${colorScheme}-${width}.png`
        await page.screenshot({ path: join(pictures, file), fullPage: true })
      }
      expect({ name, faults: await accessibilityFaults(page) }).toEqual({ name, faults: [] })
    }
    await page.setViewportSize({ width: 320, height: 640 })
    expect({ name, scroll: await sidewaysScroll(page) }).toEqual({ name, scroll: 0 })
    await page.setViewportSize({ width: 1280, height: 800 })
  }

  it('is looked after without JavaScript, from the first look to the end', async () => {
    const person = await demo.newPerson()
    const elsewhere = await newBrowser()
    await useDemo(elsewhere, person)
    const context = await newBrowser({ javaScriptEnabled: false })
    const page = await open(context, '/account', person)
    await page.getByLabel('Nickname').fill('Em')
    await press(page, 'Save')
    await page.getByText('Saved.').waitFor()
    expect(await page.getByLabel('Nickname').inputValue()).toBe('Em')

    await page.getByRole('link', { name: 'Applications' }).click()
    await page.getByText('See your account at the demo').waitFor()
    await page.locator('summary', { hasText: 'Disconnect' }).click()
    await press(page, 'Disconnect')
    await page.getByText('Disconnected.').waitFor()
    await page.getByText('None at present').waitFor()

    await page.getByRole('link', { name: 'Security' }).click()
    await page.getByRole('button', { name: /^Sign out \(/ }).click()
    await page.getByText('That browser is signed out.').waitFor()
    const other = await open(elsewhere, '/account')
    await heading(other, 'Sign in to continue to Your account')

    await page.getByRole('link', { name: 'Change it' }).click()
    const password = 'fourteen quiet lighthouses'
    await page.getByLabel('Current password').fill(person.password)
    await page.getByLabel('New password', { exact: true }).fill(password)
    await page.getByLabel('New password, again').fill(password)
    await press(page, 'Change password')
    await page.getByText('Your password is changed.').waitFor()

    await page.getByRole('link', { name: 'Your data' }).click()
    const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Download your data')])
    expect(download.suggestedFilename()).toMatch(/^account-.*\.json$/)

    await page.getByRole('link', { name: 'Delete your account' }).click()
    await page.getByRole('textbox').fill(person.login)
    await press(page, 'Delete my account')
    await heading(page, 'Your account is deleted')
    await signIn(other, { ...person, password })
    await other.getByRole('alert').waitFor()
  })
})
