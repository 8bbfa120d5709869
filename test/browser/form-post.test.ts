/** OAuth 2.0 Form Post Response Mode in Chromium: the answer posts itself under our Content-Security-Policy. */
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inChromium } from '../support/chromium.ts'
import { heading, press, signIn } from '../support/demo.ts'
import { listen } from '../support/page-rules.ts'
import {
  authorizeUrl,
  type Credentials,
  grace,
  type RunningServer,
  redeem,
  runServer,
} from '../support/running-server.ts'

const person = { ...grace, name: 'Grace Hopper' }

inChromium('an answer by form_post', (newBrowser) => {
  let server: RunningServer

  beforeAll(async () => {
    server = await runServer()
  })
  afterAll(() => server?.stop())

  const register = (callback: string) =>
    server.register({ client_name: 'Form app', redirect_uris: [callback], require_pkce: false })

  /** The application's own page at the end: it only says that somebody came. */
  async function receive(browser: BrowserContext, { callback }: Credentials): Promise<void> {
    await browser.route(callback, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>App</title><h1>Welcome</h1>' }),
    )
  }
  const open = (page: Page, app: Credentials, more: Record<string, string> = {}) =>
    page.goto(authorizeUrl(server, app, { response_mode: 'form_post', state: 'a state', ...more }))

  /** What reaches the application while `act` goes on. */
  async function posted(page: Page, { callback }: Credentials, act: () => Promise<unknown>) {
    const [request] = await Promise.all([page.waitForRequest(callback), act()])
    await heading(page, 'Welcome')
    expect(request.method()).toBe('POST')
    expect(await request.headerValue('content-type')).toBe('application/x-www-form-urlencoded')
    return Object.fromEntries(new URLSearchParams(request.postData() ?? ''))
  }

  const places = [
    'https://app.example.com/callback',
    'http://localhost:4000/callback',
    'http://127.0.0.1:4001/',
  ]
  describe.each(places)('to %s', (callback) => {
    it('goes by itself, and nothing of it is in an address', async () => {
      const app = await register(callback)
      const browser = await newBrowser()
      const { complaints } = await listen(browser)
      await receive(browser, app)
      const page = await browser.newPage()
      await open(page, app)
      await signIn(page, person)
      await heading(page, 'Form app wants to use your account')
      const { code = '', ...rest } = await posted(page, app, () => press(page, 'Allow'))
      expect(rest).toEqual({ state: 'a state', iss: server.issuer })
      expect(page.url()).toBe(callback)
      expect((await redeem(server.address, app, code)).status).toBe(200)
      expect(complaints).toEqual([])

      const again = await posted(page, app, () => open(page, app)) // nothing to ask: no press at all
      expect(again.code).not.toBe(code)
    })

    it('goes by a button without JavaScript', async () => {
      const app = await register(callback)
      const browser = await newBrowser({ javaScriptEnabled: false })
      await receive(browser, app)
      const page = await browser.newPage()
      await open(page, app)
      await signIn(page, person)
      await press(page, 'Allow')
      await heading(page, 'On your way back to Form app')
      const { code = '' } = await posted(page, app, () => press(page, 'Continue to Form app'))
      expect((await redeem(server.address, app, code)).status).toBe(200)
    })
  })

  it('says no the same way', async () => {
    const app = await register('https://app.example.com/callback')
    const browser = await newBrowser()
    await receive(browser, app)
    const page = await browser.newPage()
    await open(page, app)
    const answer = await posted(page, app, () => press(page, 'Cancel'))
    expect(answer).toMatchObject({ error: 'access_denied', state: 'a state', iss: server.issuer })
  })

  it('answers prompt=none the same way', async () => {
    const app = await register('https://app.example.com/callback')
    const browser = await newBrowser()
    await receive(browser, app)
    const page = await browser.newPage()
    const answer = await posted(page, app, () => open(page, app, { prompt: 'none' }))
    expect(answer).toMatchObject({ error: 'login_required', state: 'a state', iss: server.issuer })
  })

  it('is not sent a second time by the back button', async () => {
    const app = await register('https://app.example.com/callback')
    const browser = await newBrowser()
    await receive(browser, app)
    const page = await browser.newPage()
    await open(page, app)
    await signIn(page, person)
    await posted(page, app, () => press(page, 'Allow'))
    await page.goBack()
    await heading(page, 'You have already done this step')
  })
})
