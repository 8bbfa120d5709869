/**
 * Passkeys and one-time codes in Chromium, with its virtual authenticator: from an application's request to the ID token's
 * `amr`, and on the account page. One server and one browser for all of it.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hashPassword } from '../../src/sign-in/password-hash.ts'
import { Users } from '../../src/stores/users.ts'
import { inChromium } from '../support/chromium.ts'
import { heading, press } from '../support/demo.ts'
import { codeOf } from '../support/one-time-code.ts'
import { accessibilityFaults, listen, sidewaysScroll } from '../support/page-rules.ts'
import {
  authorizeUrl,
  type Credentials,
  type RunningServer,
  redeem,
  runServer,
} from '../support/running-server.ts'

const pictures = process.env.SCREENSHOTS
const password = 'a password for everybody'

inChromium('passkeys and one-time codes', (newBrowser) => {
  let server: RunningServer
  let app: Credentials
  const application = createServer((_, response) => response.end('Back at the application'))
  const passwordHash = hashPassword(password)

  beforeAll(async () => {
    server = await runServer()
    await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve))
    const { port } = application.address() as AddressInfo
    const redirect_uris = [`http://localhost:${port}/callback`]
    app = await server.register({ redirect_uris, require_pkce: false, first_party: true })
  })
  afterAll(async () => {
    application.close()
    application.closeAllConnections()
    await server?.stop()
  })

  let born = 0
  async function newPerson(): Promise<string> {
    const login = `person-${++born}`
    const claims = { name: `Person ${born}`, email: `${login}@example.com` }
    const record = { user_id: login, user_type: 'customer' as const, roles: [], claims }
    await new Users(server.db).add(
      { sub: `sub-of-${login}`, password_hash: await passwordHash, ...record },
      Date.now(),
    )
    return login
  }

  /** A browser on a device with an authenticator in it. */
  async function device(): Promise<{
    context: BrowserContext
    page: Page
    cdp: CDPSession
    authenticatorId: string
  }> {
    const context = await newBrowser()
    const page = await context.newPage()
    const cdp = await context.newCDPSession(page)
    await cdp.send('WebAuthn.enable', { enableUI: false })
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    return { context, page, cdp, authenticatorId }
  }

  const ask = (page: Page, more: Record<string, string> = {}) =>
    page.goto(authorizeUrl(server, app, { scope: 'openid', ...more }))

  async function typePassword(page: Page, login: string): Promise<void> {
    await page.getByRole('textbox', { name: 'Username or email' }).fill(login)
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    await press(page, 'Sign in')
  }

  /** Back at the application: what the ID token says. */
  async function claims(page: Page) {
    await page.waitForURL(`${app.callback}**`)
    const code = new URL(page.url()).searchParams.get('code') ?? ''
    return decodeJwt((await redeem(server.issuer, app, code)).body.id_token)
  }

  async function makePasskey(page: Page, login: string): Promise<void> {
    await ask(page, { acr_values: 'phr' })
    await typePassword(page, login)
    await heading(page, 'Set up a second step')
    await page.getByRole('button', { name: 'Make a passkey' }).click()
    await heading(page, 'Keep your recovery codes')
    await press(page, 'I have kept them')
    await page.waitForURL(`${app.callback}**`)
  }

  async function inspect(page: Page, name: string): Promise<void> {
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 360],
    ] as const) {
      await page.setViewportSize({ width, height: 800 })
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      if (pictures !== undefined)
        await page.screenshot({ path: join(pictures, `${name}-${colorScheme}-${width}.png`), fullPage: true })
      expect({ name, faults: await accessibilityFaults(page) }).toEqual({ name, faults: [] })
    }
    await page.setViewportSize({ width: 320, height: 640 })
    expect({ name, scroll: await sidewaysScroll(page) }).toEqual({ name, scroll: 0 })
    await page.setViewportSize({ width: 1280, height: 800 })
  }

  it('a passkey is made within a sign-in, signs in by its button, and is suggested at the login field', async () => {
    const login = await newPerson()
    const { context, page, cdp, authenticatorId } = await device()
    const noise = await listen(context)
    await ask(page, { acr_values: 'phr' })
    await typePassword(page, login)
    await heading(page, 'Set up a second step')
    await inspect(page, 'enroll-passkey')
    await page.getByRole('button', { name: 'Make a passkey' }).click()
    await heading(page, 'Keep your recovery codes')
    await inspect(page, 'enrolled')
    await press(page, 'I have kept them')
    const { amr, acr, sub } = await claims(page)
    expect({ acr, sub }).toEqual({ acr: 'phr', sub: `sub-of-${login}` })
    expect(amr).toEqual(['pwd', expect.stringMatching(/^[hs]wk$/), 'user', 'mfa'])

    // By its button: the suggestions wait for a person that is not there.
    await context.clearCookies()
    await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: false })
    await ask(page)
    const button = page.getByRole('button', { name: 'Use a passkey' })
    await button.waitFor()
    await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: true })
    await button.click()
    expect(await claims(page)).toMatchObject({ acr: 'phr', sub: `sub-of-${login}` })

    // By the browser's suggestion, which the virtual authenticator takes at once.
    await context.clearCookies()
    await ask(page)
    expect(await claims(page)).toMatchObject({ acr: 'phr', sub: `sub-of-${login}` })
    expect(noise.complaints).toEqual([])
  })

  it('a passkey is the second step of its owner', async () => {
    const login = await newPerson()
    const { context, page, cdp, authenticatorId } = await device()
    await makePasskey(page, login)
    await context.clearCookies()
    await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: false })
    await ask(page, { acr_values: '2' })
    await typePassword(page, login)
    await heading(page, 'One more step')
    await inspect(page, 'second-factor-passkey')
    await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: true })
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    expect((await claims(page)).amr).toEqual(['pwd', expect.stringMatching(/^[hs]wk$/), 'user', 'mfa'])
  })

  it('a copied passkey is refused, and the page says what to do', async () => {
    const login = await newPerson()
    const { context, page, cdp, authenticatorId } = await device()
    await makePasskey(page, login)
    const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId })
    const [original] = credentials
    await context.clearCookies()
    await ask(page)
    await claims(page)
    // No suggestions from here on, which the virtual authenticator would take again and again.
    await context.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = async () => false')
    // The copy knows nothing of the sign-in since.
    await cdp.send('WebAuthn.clearCredentials', { authenticatorId })
    await cdp.send('WebAuthn.addCredential', {
      authenticatorId,
      credential: { ...original!, signCount: original!.signCount - 1 },
    })
    await context.clearCookies()
    await ask(page)
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await page.getByRole('alert').filter({ hasText: 'a copy of it exists' }).waitFor()
    await inspect(page, 'cloned')
  })

  it('an authenticator app is set up within a sign-in, without JavaScript, and asked for at the next', async () => {
    const login = await newPerson()
    const context = await newBrowser({ javaScriptEnabled: false })
    const page = await context.newPage()
    await ask(page, { acr_values: '2' })
    await typePassword(page, login)
    await page.getByText('Passkeys need a browser that knows them').waitFor()
    await page.getByRole('link', { name: 'Set up an authenticator app' }).click()
    const secret = ((await page.locator('.secret code').textContent()) ?? '').replaceAll(' ', '')
    await page.getByLabel('Six-digit code').fill(codeOf(secret))
    await press(page, 'Turn on')
    const codes = ((await page.locator('.recovery-codes').textContent()) ?? '').trim().split('\n')
    expect(codes).toHaveLength(10)
    await press(page, 'I have kept them')
    expect(await claims(page)).toMatchObject({ acr: '2', amr: ['pwd', 'otp', 'mfa'] })

    await context.clearCookies()
    await ask(page)
    await typePassword(page, login)
    await page.getByLabel('Code from your app').fill(codeOf(secret, { steps: 1 }))
    await press(page, 'Continue')
    expect(await claims(page)).toMatchObject({ acr: '2', amr: ['pwd', 'otp', 'mfa'] })
  })

  it('the account page: a passkey is added, named and removed; codes are switched on, made anew and off', async () => {
    const login = await newPerson()
    const { context, page, cdp, authenticatorId } = await device()
    const noise = await listen(context)
    await page.goto(`${server.issuer}/account/security`)
    await typePassword(page, login)
    await heading(page, 'Security')
    await inspect(page, 'account-security')
    await page.getByRole('link', { name: 'Add a passkey' }).click()
    await heading(page, 'Add a passkey')
    await inspect(page, 'account-passkeys-new')
    await page.getByLabel('Name').fill('My first one')
    await page.getByRole('button', { name: 'Make a passkey' }).click()
    await page.getByText('The passkey is there.').waitFor()
    await inspect(page, 'account-passkeys')

    // A second one on the same device is none; to look after what there is, the passkey is asked for now.
    await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: true })
    await page.goto(`${server.issuer}/account/passkeys/new`)
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await heading(page, 'Add a passkey')
    await page.getByRole('button', { name: 'Make a passkey' }).click()
    await page.getByText('This device has a passkey for your account already.').waitFor()
    await page.goto(`${server.issuer}/account/passkeys`)
    await page.getByLabel('Name').fill('Laptop')
    await press(page, 'Rename')
    await page.getByRole('heading', { name: 'Laptop' }).waitFor()

    await page.goto(`${server.issuer}/account/one-time-codes/new`)
    await heading(page, 'Set up your authenticator app')
    await inspect(page, 'account-codes-new')
    const secret = ((await page.locator('.secret code').textContent()) ?? '').replaceAll(' ', '')
    await page.getByLabel('Six-digit code').fill('000 000')
    await press(page, 'Turn on')
    await page.getByText('That code is not right.').waitFor()
    expect(((await page.locator('.secret code').textContent()) ?? '').replaceAll(' ', '')).toBe(secret)
    await page.getByLabel('Six-digit code').fill(codeOf(secret))
    await press(page, 'Turn on')
    await page.getByText('One-time codes are on.').waitFor()
    const codes = await page.locator('.recovery-codes').textContent()
    await inspect(page, 'account-codes')
    await page.reload()
    expect(await page.locator('.recovery-codes').count()).toBe(0)
    await page.locator('summary', { hasText: 'Make new ones' }).click()
    await page.locator('details[open]').getByRole('button', { name: 'Make new ones' }).click()
    await page.getByText('These are your new recovery codes.').waitFor()
    expect(await page.locator('.recovery-codes').textContent()).not.toBe(codes)
    await page.locator('summary', { hasText: 'Turn off' }).click()
    await page.locator('details[open]').getByRole('button', { name: 'Turn off' }).click()
    await page.getByText('One-time codes are off.').waitFor()
    await page.goto(`${server.issuer}/account/passkeys`)
    await page.locator('summary', { hasText: 'Remove' }).click()
    await page.locator('details[open]').getByRole('button', { name: 'Remove' }).click()
    await page.getByText('The passkey is removed.').waitFor()
    await page.goto(`${server.issuer}/account/one-time-codes`)
    await page.getByText('They stand in for an app or a passkey').waitFor() // the codes went with it
    expect(noise.complaints).toEqual([])
  })
})
