/** A single-page application with oidc-client-ts, which does everything in the browser: PKCE, CORS, iframes, popups. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { User } from 'oidc-client-ts'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { inChromium } from '../support/chromium.ts'
import { heading, press, signIn } from '../support/demo.ts'
import { type HttpsFront, startHttps } from '../support/https.ts'
import { type Credentials, grace, type RunningServer, runServer } from '../support/running-server.ts'

const library = join(import.meta.dirname, '../../node_modules/oidc-client-ts/dist/browser/oidc-client-ts.js')
const person = { ...grace, name: 'Grace Hopper' }
const signInPage = 'Sign in to continue to Browser app'
const consentPage = 'Browser app wants to use your account'

/** One page for all addresses of the application; tests call `manager` as its own code would. */
interface StaticApp {
  readonly port: number
  /** Its origin, as the browser sees it. */
  origin: string
  settings: Record<string, unknown>
  stop(): void
}

async function serveApp(): Promise<StaticApp> {
  const app = { origin: '', settings: {} }
  const server = createServer((request, response) => {
    if (request.url === '/oidc-client-ts.js') {
      response.setHeader('content-type', 'text/javascript').end(readFileSync(library))
      return
    }
    response.setHeader('content-type', 'text/html').end(`<!doctype html><title>Browser app</title>
      <h1>Browser app</h1>
      <script src="/oidc-client-ts.js"></script>
      <script>
        const settings = ${JSON.stringify({
          ...app.settings,
          redirect_uri: `${app.origin}/callback`,
          silent_redirect_uri: `${app.origin}/silent`,
          popup_redirect_uri: `${app.origin}/popup`,
          scope: 'openid profile email read',
          loadUserInfo: true,
          automaticSilentRenew: false,
        })}
        const manager = new oidc.UserManager(settings)
        if (location.pathname === '/silent') manager.signinSilentCallback()
        if (location.pathname === '/popup') manager.signinPopupCallback()
      </script>`)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return Object.assign(app, {
    port: (server.address() as AddressInfo).port,
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  })
}

const registration = (app: StaticApp) => ({
  client_name: 'Browser app',
  client_uri: app.origin,
  redirect_uris: ['/callback', '/silent', '/popup'].map((path) => app.origin + path),
  token_endpoint_auth_method: 'none' as const,
})

/** Runs in the page; what it resolves to, or the error that it was refused with. */
const call = <T = User>(page: Page, expression: string): Promise<T> => page.evaluate(expression)
const refusal = (page: Page, expression: string): Promise<unknown> =>
  page.evaluate(`${expression}.then(() => 'no refusal', ({ error, message }) => error ?? message)`)

/** Signs in by redirect and consents; leaves the page at the application, with its user. */
async function signedIn(page: Page, app: StaticApp, scope = 'openid profile email read'): Promise<User> {
  await page.goto(app.origin)
  await call(page, `void manager.signinRedirect({ scope: '${scope}' })`) // leaves this page
  await heading(page, signInPage)
  await signIn(page, person)
  await heading(page, consentPage)
  await press(page, 'Allow')
  await page.waitForURL(`${app.origin}/callback?**`)
  return call(page, 'manager.signinRedirectCallback()')
}

inChromium('oidc-client-ts on localhost', (newBrowser) => {
  let server: RunningServer
  let app: StaticApp
  let client: Credentials

  beforeAll(async () => {
    server = await runServer()
    app = await serveApp()
    app.origin = `http://localhost:${app.port}`
    client = await server.register(registration(app))
    app.settings = { authority: server.issuer, client_id: client.id }
  })
  afterAll(async () => {
    app?.stop()
    await server?.stop()
  })

  it('signs in by redirect with PKCE, and reads userinfo', async () => {
    const page = await (await newBrowser()).newPage()
    const user = await signedIn(page, app)
    expect(user.profile).toMatchObject({
      sub: 'sub-of-grace',
      aud: client.id,
      name: 'Grace Hopper',
      email: 'grace@example.com',
    })
    expect(user).toMatchObject({ token_type: 'Bearer', scope: 'openid profile email read' })
  })

  it('hears that the person said no', async () => {
    const page = await (await newBrowser()).newPage()
    await page.goto(app.origin)
    await call(page, 'void manager.signinRedirect()')
    await press(page, 'Cancel')
    await page.waitForURL(`${app.origin}/callback?**`)
    expect(await refusal(page, 'manager.signinRedirectCallback()')).toBe('access_denied')
  })

  it('refreshes, and gets a new refresh token each time', async () => {
    const page = await (await newBrowser()).newPage()
    const first = await signedIn(page, app, 'openid profile email read offline_access')
    const second = await call(page, 'manager.signinSilent()')
    const third = await call(page, 'manager.signinSilent()')
    const all = [first, second, third]
    expect(new Set(all.map(({ access_token }) => access_token)).size).toBe(3)
    expect(new Set(all.map(({ refresh_token }) => refresh_token)).size).toBe(3)
    expect(third.profile).toMatchObject({ sub: 'sub-of-grace', name: 'Grace Hopper' })
  })

  it('refreshes in two tabs at once, and both go on', async () => {
    const browser = await newBrowser()
    const one = await browser.newPage()
    await signedIn(one, app, 'openid profile email read offline_access')
    const user = await call<unknown>(one, 'manager.getUser().then((user) => user.toStorageString())')
    const other = await browser.newPage()
    await other.goto(app.origin)
    await call(other, `manager.storeUser(oidc.User.fromStorageString(${JSON.stringify(user)}))`)
    await Promise.all([one, other].map((tab) => call(tab, 'manager.signinSilent()')))
    for (const tab of [one, other]) {
      expect(await call(tab, 'manager.signinSilent()')).toMatchObject({ profile: { name: 'Grace Hopper' } })
    }
  })

  it('signs in by a popup', async () => {
    const page = await (await newBrowser()).newPage()
    await page.goto(app.origin)
    const [popup, user] = await Promise.all([
      page.waitForEvent('popup').then(async (opened) => {
        await heading(opened, signInPage)
        await signIn(opened, person)
        await heading(opened, consentPage)
        await press(opened, 'Allow')
        return opened
      }),
      call(page, 'manager.signinPopup()'),
    ])
    expect(user.profile.name).toBe('Grace Hopper')
    expect(popup.isClosed()).toBe(true)
  })

  it('cannot renew in silence: on a loopback address any program could pose as this one', async () => {
    const page = await (await newBrowser()).newPage()
    await signedIn(page, app)
    expect(await refusal(page, 'manager.signinSilent()')).toBe('interaction_required')
  })
})

inChromium('oidc-client-ts beside its server, over https', (newBrowser) => {
  const fronts: HttpsFront[] = []
  let server: RunningServer
  let app: StaticApp

  beforeAll(async () => {
    const [id, spa] = [await startHttps(), await startHttps()]
    fronts.push(id, spa)
    server = await runServer({ issuer: `https://id.example.com:${id.port}` })
    id.to = Number(new URL(server.address).port)
    app = await serveApp()
    spa.to = app.port
    app.origin = `https://app.example.com:${spa.port}`
  })
  beforeEach(async () => {
    const { id } = await server.register(registration(app)) // one that nobody has allowed anything yet
    app.settings = { authority: server.issuer, client_id: id }
  })
  afterAll(async () => {
    app?.stop()
    await server?.stop()
    for (const front of fronts) await front.stop()
  })

  it('renews in silence, in an iframe with prompt=none', async () => {
    const page = await (await newBrowser({ ignoreHTTPSErrors: true })).newPage()
    const first = await signedIn(page, app)
    const renewed = await call(page, 'manager.signinSilent()')
    expect(renewed.access_token).not.toBe(first.access_token)
    expect(renewed.profile).toMatchObject({ sub: 'sub-of-grace', name: 'Grace Hopper' })
    expect(renewed.profile.auth_time).toBe(first.profile.auth_time)
    expect(renewed.profile.sid).toBe(first.profile.sid)
  })

  it('hears in silence that nobody is signed in any more', async () => {
    const browser = await newBrowser({ ignoreHTTPSErrors: true })
    const page = await browser.newPage()
    await signedIn(page, app)
    await browser.clearCookies({ name: '__Host-edgegrant-session' })
    expect(await refusal(page, 'manager.signinSilent()')).toBe('login_required')
  })

  it('keeps its cookies to its own host, out of reach of scripts (but for one hash) and of plain http', async () => {
    const browser = await newBrowser({ ignoreHTTPSErrors: true })
    await signedIn(await browser.newPage(), app)
    const cookies = (await browser.cookies(server.issuer)).sort((a, b) => a.name.localeCompare(b.name))
    expect(cookies).toMatchObject(
      ['browser', 'finished', 'known', 'session', 'state'].map((name) => ({
        name: `__Host-edgegrant-${name}`,
        domain: 'id.example.com',
        path: '/',
        secure: true,
        // Session Management 1.0 §3.2: the frame that watches, in other sites' pages, reads this one.
        httpOnly: name !== 'state',
        sameSite: name === 'state' ? 'None' : 'Lax',
      })),
    )
    expect(await browser.cookies(app.origin)).toEqual([])
  })
})
