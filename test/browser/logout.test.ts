/** Signing out, in Chromium: with openid-client and oidc-client-ts, the frame that watches the session, and frames that hang. */
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import * as oidc from 'openid-client'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inChromium } from '../support/chromium.ts'
import { heading, press, signIn } from '../support/demo.ts'
import { type Credentials, grace, type RunningServer, runServer } from '../support/running-server.ts'

const library = join(import.meta.dirname, '../../node_modules/oidc-client-ts/dist/browser/oidc-client-ts.js')

inChromium('signing out', (newBrowser) => {
  let server: RunningServer
  let app: Server
  let origin: string
  let spa: Credentials
  let web: Credentials
  /** What frames have loaded here. */
  const loaded: URL[] = []

  beforeAll(async () => {
    server = await runServer()
    app = createServer((request, response) => {
      const url = new URL(request.url ?? '/', origin)
      if (url.pathname === '/oidc-client-ts.js') {
        response.setHeader('content-type', 'text/javascript').end(readFileSync(library))
        return
      }
      if (url.pathname === '/front' || url.pathname === '/hangs') loaded.push(url)
      if (url.pathname === '/hangs') return
      response.setHeader('content-type', 'text/html').end(`<!doctype html><title>App</title><h1>App</h1>
        <script src="/oidc-client-ts.js"></script>
        <script>
          const manager = new oidc.UserManager({ authority: '${server.issuer}', client_id: '${spa?.id}',
            redirect_uri: '${origin}/callback', post_logout_redirect_uri: '${origin}/bye', scope: 'openid',
            monitorSession: true, checkSessionIntervalInSeconds: 1, automaticSilentRenew: false })
          window.heard = new Promise((resolve) => {
            manager.events.addUserSessionChanged(() => resolve('changed'))
            manager.events.addUserSignedOut(() => resolve('signed out'))
          })
        </script>`)
    })
    await new Promise<void>((done) => app.listen(0, '127.0.0.1', done))
    origin = `http://localhost:${(app.address() as AddressInfo).port}`
    const uris = { redirect_uris: [`${origin}/callback`], post_logout_redirect_uris: [`${origin}/bye`] }
    spa = await server.register({ ...uris, client_name: 'Browser app', token_endpoint_auth_method: 'none' })
    web = await server.register({
      ...uris,
      client_name: 'Web app',
      frontchannel_logout_uri: `${origin}/front?a=1`,
    })
  })
  afterAll(async () => {
    app?.close()
    app?.closeAllConnections()
    await server?.stop()
  })

  const discover = async ({ id, secret }: Credentials) =>
    oidc.discovery(new URL(server.issuer), id, undefined, oidc.ClientSecretBasic(secret), {
      execute: [oidc.allowInsecureRequests],
    })

  /** Signs in with openid-client; the page is left at the application. */
  async function signedIn(page: Page, client: Credentials) {
    const config = await discover(client)
    const pkceCodeVerifier = oidc.randomPKCECodeVerifier()
    const expectedState = oidc.randomState()
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: `${origin}/callback`,
      scope: 'openid',
      state: expectedState,
      code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    })
    await page.goto(url.href)
    if (page.url().includes('/sign-in')) await signIn(page, { ...grace, name: 'Grace Hopper' })
    if (page.url().includes('/consent')) await press(page, 'Allow')
    await page.waitForURL(`${origin}/callback?**`)
    const answer = new URL(page.url())
    const tokens = await oidc.authorizationCodeGrant(config, answer, { pkceCodeVerifier, expectedState })
    return { config, tokens, sessionState: answer.searchParams.get('session_state') ?? '' }
  }

  /** What the frame says, asked by a page of this origin. */
  const ask = (page: Page, message: string): Promise<string> =>
    page.evaluate(`(async () => {
      const frame = document.createElement('iframe')
      frame.src = '${server.issuer}/oauth2/check_session'
      await new Promise((done) => {
        frame.onload = done
        document.body.append(frame)
      })
      const answer = new Promise((said) => addEventListener('message', ({ data }) => said(data), { once: true }))
      frame.contentWindow.postMessage(${JSON.stringify(message)}, '${server.issuer}')
      return answer
    })()`)

  it('openid-client: frames of other applications are loaded, and then the browser is back', async () => {
    const page = await (await newBrowser()).newPage()
    const { config, tokens } = await signedIn(page, web)
    const url = oidc.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: `${origin}/bye`,
      state: 's',
    })
    loaded.length = 0
    await page.goto(url.href)
    await page.waitForURL(`${origin}/bye?state=s`)
    expect(loaded.map(({ searchParams }) => Object.fromEntries(searchParams))).toEqual([
      { a: '1', iss: server.issuer, sid: tokens.claims()?.sid },
    ])
  })

  it('a frame that hangs is not waited for', async () => {
    const uris = { redirect_uris: [`${origin}/callback`], post_logout_redirect_uris: [`${origin}/bye`] }
    const stuck = await server.register({ ...uris, frontchannel_logout_uri: `${origin}/hangs` })
    const page = await (await newBrowser()).newPage()
    const { config, tokens } = await signedIn(page, stuck)
    const url = oidc.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: `${origin}/bye`,
    })
    await page.goto(url.href, { waitUntil: 'commit' })
    await page.waitForURL(`${origin}/bye`)
    expect(loaded.at(-1)?.pathname).toBe('/hangs')
  })

  it('the frame of the session says unchanged, then changed, and error to what makes no sense', async () => {
    const context = await newBrowser()
    const page = await context.newPage()
    const { config, tokens, sessionState } = await signedIn(page, web)
    await page.goto(origin)
    expect(await ask(page, `${web.id} ${sessionState}`)).toBe('unchanged')
    expect(await ask(page, `${spa.id} ${sessionState}`)).toBe('changed')
    for (const nonsense of ['', 'x', `${web.id} `, `${web.id} x`, `${web.id} ${sessionState} x`])
      expect(await ask(page, nonsense)).toBe('error')
    const other = await context.newPage()
    await other.goto(oidc.buildEndSessionUrl(config, { id_token_hint: tokens.id_token ?? '' }).href)
    await heading(other, 'You are signed out')
    expect(await ask(page, `${web.id} ${sessionState}`)).toBe('changed')
  })

  it('oidc-client-ts notices that the person has signed out elsewhere, and signs out itself', async () => {
    const context = await newBrowser()
    const page = await context.newPage()
    await page.goto(origin)
    await page.evaluate('void manager.signinRedirect()')
    await signIn(page, { ...grace, name: 'Grace Hopper' })
    await press(page, 'Allow')
    await page.waitForURL(`${origin}/callback?**`)
    await page.evaluate('manager.signinRedirectCallback()')
    const other = await context.newPage()
    await other.goto(`${server.issuer}/oauth2/end_session`)
    await heading(other, 'Sign out?')
    await press(other, 'Sign out')
    await heading(other, 'You are signed out')
    expect(['changed', 'signed out']).toContain(await page.evaluate('heard'))
    await page.evaluate('void manager.signoutRedirect()')
    await page.waitForURL(`${origin}/bye`)
  })
})
