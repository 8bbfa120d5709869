/**
 * RFC 8252 §7: applications that are not on the web. Chromium holds the redirect after a form post against the page's
 * Content-Security-Policy, and is silent about what it does not follow.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inChromium } from '../support/chromium.ts'
import { heading, press, signIn } from '../support/demo.ts'
import { listen } from '../support/page-rules.ts'
import { authorizeUrl, grace, type RunningServer, runServer } from '../support/running-server.ts'

/** RFC 7636 appendix B. */
const pkce = {
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
}

inChromium('a native application', (newBrowser) => {
  let server: RunningServer

  beforeAll(async () => {
    server = await runServer()
  })
  afterAll(() => server?.stop())

  const places = [
    'com.example.app:/callback',
    'http://127.0.0.1:4567/callback',
    'http://localhost:4568/callback',
    'http://[::1]:4569/callback',
  ]
  describe.each(places)('at %s', (redirect_uri) => {
    it.each([
      ['Allow', 'code='],
      ['Cancel', 'error=access_denied'],
    ])('gets its answer by %s', async (button, answer) => {
      const app = await server.register({
        client_name: 'Phone app',
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        redirect_uris: [redirect_uri.replace(/:\d{4}/, '')],
      })
      const browser = await newBrowser()
      const { complaints } = await listen(browser)
      if (redirect_uri.startsWith('http:')) {
        const isAnswer = ({ href }: URL) => href.startsWith(redirect_uri)
        await browser.route(isAnswer, (route) => route.fulfill({ body: 'You can close this page.' }))
      }
      const page = await browser.newPage()
      await page.goto(authorizeUrl(server, app, { redirect_uri, ...pkce }))
      await signIn(page, { ...grace, name: 'Grace Hopper' })
      await heading(page, 'Phone app wants to use your account')
      const arrival = page.waitForRequest((request) => request.url().startsWith(redirect_uri))
      await press(page, button)
      expect((await arrival).url()).toContain(`?${answer}`)
      expect(complaints).toEqual([])
    })
  })
})
