/** Mail in Chromium: signing in by it, a forgotten password, a new account; without JavaScript, on a desk and on a phone. */
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { memoryOutbox, type SentMail } from '../../scripts/outbox.ts'
import { SettingsStore } from '../../src/stores/settings.ts'
import { inChromium } from '../support/chromium.ts'
import { accessibilityFaults, sidewaysScroll } from '../support/page-rules.ts'
import {
  authorizeUrl,
  type Credentials,
  grace,
  type RunningServer,
  redeem,
  runServer,
} from '../support/running-server.ts'

const pictures = process.env.SCREENSHOTS
const outbox = memoryOutbox()

inChromium('mail', (newBrowser) => {
  let server: RunningServer
  let app: Credentials

  beforeAll(async () => {
    server = await runServer({ outbox })
    const settings = new SettingsStore(
      server.db as unknown as D1Database,
      server.clients as unknown as KVNamespace,
    )
    const { version } = await settings.stored()
    const record = { mail: { from: 'no-reply@example.com' }, sign_up: { mode: 'open' } }
    const by = { now: 0, actor: 'test', requestId: 'test' }
    await settings.commit(settings.change({ version: version + 1, record }, by))
    // A page that is there anyway stands for the application: a redirect cannot be caught on its way.
    const redirect_uris = [`${server.issuer}/docs`]
    app = await server.register({ client_name: 'Corner Shop', redirect_uris, require_pkce: false })
  })
  afterAll(() => server?.stop())

  const browser = (options: Parameters<typeof newBrowser>[0] = {}): Promise<BrowserContext> =>
    newBrowser({ javaScriptEnabled: false, ...options })

  async function start(context: BrowserContext, more: Record<string, string> = {}): Promise<Page> {
    const page = await context.newPage()
    await page.goto(authorizeUrl(server, app, { scope: 'openid', ...more }))
    return page
  }

  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

  /** The newest to that address, of those sent after so many. */
  async function mailTo(to: string, sent: number): Promise<SentMail> {
    const find = () => outbox.mails.slice(0, outbox.mails.length - sent).find((mail) => mail.to === to)
    await expect.poll(find).toBeDefined()
    return find() as SentMail
  }
  const codeIn = ({ text }: SentMail) => /\b[A-Z]{4}-[A-Z]{4}\b/.exec(text)?.[0] ?? ''
  const linkIn = ({ text }: SentMail) => /https?:\S+\?\S+/.exec(text)?.[0] ?? ''

  /** At the application: what its ID token says. */
  async function arrived(page: Page) {
    if (new URL(page.url()).pathname === '/consent') await press(page, 'Allow') // not the second time
    await page.waitForURL(`${app.callback}?**`)
    const code = new URL(page.url()).searchParams.get('code') ?? ''
    const { body } = await redeem(server.address, app, code)
    return decodeJwt(body.id_token)
  }

  it('signs somebody in by the link, where it was asked for and nowhere else', async () => {
    const context = await browser()
    const page = await start(context)
    await page.getByLabel('Username or email').fill(grace.login)
    await press(page, 'Email me a code')
    await page.getByRole('heading', { name: 'Look in your mailbox' }).waitFor()
    const mail = await mailTo('grace@example.com', 0)

    const elsewhere = await (await browser()).newPage()
    await elsewhere.goto(linkIn(mail))
    await elsewhere.getByRole('heading', { name: 'Enter this code where you began' }).waitFor()
    expect(await elsewhere.getByRole('button', { name: 'Continue' }).count()).toBe(0)

    const tab = await context.newPage()
    await tab.goto(linkIn(mail))
    expect(await tab.getByLabel('Code from the mail').inputValue()).toBe(codeIn(mail))
    await press(tab, 'Continue')
    expect(await arrived(tab)).toMatchObject({ amr: ['otp'], acr: '1' })
  })

  it('makes a forgotten password anew, and lets nobody in by that alone', async () => {
    const page = await start(await browser())
    await page.getByLabel('Username or email').fill(grace.login)
    await press(page, 'Forgot your password?')
    const sent = outbox.mails.length
    await press(page, 'Send the code')
    await page.getByLabel('Code from the mail').fill(codeIn(await mailTo('grace@example.com', sent)))
    await press(page, 'Continue')
    const password = 'seven quiet lanterns drift'
    await page.getByLabel('New password', { exact: true }).fill(password)
    await page.getByLabel('New password, again').fill(password)
    await press(page, 'Save the password')
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    await press(page, 'Sign in')
    expect(await arrived(page)).toMatchObject({ sub: 'sub-of-grace', amr: ['pwd'] })
  })

  it('makes an account for somebody new', async () => {
    const page = await start(await browser(), { prompt: 'create' })
    const email = 'newcomer@example.com'
    await page.getByLabel('Your email address').fill(email)
    const sent = outbox.mails.length
    await press(page, 'Continue')
    await page.getByLabel('Code from the mail').fill(codeIn(await mailTo(email, sent)))
    await press(page, 'Continue')
    await page.getByLabel('Your name').fill('New Comer')
    await page.getByLabel('Password').fill('eleven purple anvils sing')
    await press(page, 'Make the account')
    expect(await arrived(page)).toMatchObject({ amr: ['otp'] })
  })

  it('shows pages and mails that everybody can read', async () => {
    const context = await browser({ javaScriptEnabled: true })
    const page = await start(context)
    await look(page, 'sign in')
    await press(page, 'Forgot your password?')
    await look(page, 'forgot')
    await page.getByLabel('Username or email').fill('linus')
    await press(page, 'Send the code')
    await look(page, 'code')
    await page.getByLabel('Code from the mail').fill('BBBB-BBBB')
    await press(page, 'Continue')
    await page.getByRole('alert').waitFor()
    await look(page, 'code with a problem')
    const newcomer = await start(context, { prompt: 'create' })
    await look(newcomer, 'sign up')
    const sent = outbox.mails.length
    await newcomer.getByLabel('Your email address').fill('reader@example.com')
    await press(newcomer, 'Continue')
    const mail = await mailTo('reader@example.com', sent)
    const elsewhere = await (await browser({ javaScriptEnabled: true })).newPage()
    await elsewhere.goto(linkIn(mail))
    await look(elsewhere, 'code elsewhere')
    await newcomer.goto(linkIn(mail))
    await look(newcomer, 'code filled in')
    await press(newcomer, 'Continue')
    await look(newcomer, 'about you')
    const reader = await context.newPage()
    await reader.setContent(mail.html)
    await look(reader, 'mail')
  })

  async function look(page: Page, name: string): Promise<void> {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 360],
    ] as const) {
      await page.setViewportSize({ width, height: 800 })
      await page.emulateMedia({ colorScheme })
      if (pictures !== undefined) {
        const file = `mail-${name.replaceAll(/\W/g, '-')}-${colorScheme}-${width}.png`
        await page.screenshot({ path: join(pictures, file), fullPage: true })
      }
      expect({ name, faults: await accessibilityFaults(page) }).toEqual({ name, faults: [] })
    }
    await page.setViewportSize({ width: 320, height: 640 })
    expect({ name, scroll: await sidewaysScroll(page) }).toEqual({ name, scroll: 0 })
    await page.setViewportSize({ width: 1280, height: 800 })
  }
})
