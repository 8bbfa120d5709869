/** The demo as a newcomer uses it: every button, the link of the introduction by hand, and the API by plain HTTP. */

import { base64url, decodeJwt, decodeProtectedHeader, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { demoClient } from '../../examples/demo-data.ts'
import { Sealer } from '../../src/seal.ts'
import { Keys } from '../../src/stores/keys.ts'
import { Signer } from '../../src/tokens/signer.ts'
import { inChromium } from '../support/chromium.ts'
import { heading, type Person, press, type RunningDemo, runDemo, signIn, steve } from '../support/demo.ts'
import { postToken } from '../support/running-server.ts'

const client = { id: demoClient.client_id, secret: demoClient.client_secret }

inChromium('the demo', (newBrowser) => {
  let demo: RunningDemo

  beforeAll(async () => {
    demo = await runDemo()
  })
  afterAll(() => demo?.stop())

  /** From the start page to "Signed in as ...". */
  async function signedIn(as?: Person): Promise<Page> {
    const person = as ?? (await demo.newPerson())
    const page = await (await newBrowser()).newPage()
    await page.goto(demo.origin)
    await page.getByRole('link', { name: 'Sign in', exact: true }).click()
    await heading(page, 'Sign in to continue to Demo app')
    expect(new URL(page.url()).origin).toBe(demo.issuer)
    await signIn(page, person)
    await heading(page, 'Demo app wants to use your account')
    await press(page, 'Allow')
    await heading(page, `Signed in as ${person.name}`)
    return page
  }
  const noToken = () =>
    `Bearer realm="customers", scope="account.r", resource_metadata="${demo.origin}/.well-known/oauth-protected-resource"`
  /** What the last button did, as the page tells it. */
  const latest = (page: Page, title: string) =>
    page.locator('section').filter({ has: page.getByRole('heading', { name: title, exact: true }) })

  it('signs in and shows the code, the token request and the decoded token', async () => {
    const page = await signedIn(steve)
    const { origin, pathname, searchParams } = new URL(page.url())
    expect(origin + pathname).toBe(`${demo.origin}/authorization`)
    expect(await page.getByLabel('The code').innerText()).toBe(searchParams.get('code'))

    const request = await page.getByLabel('Request').first().innerText()
    expect(request).toContain(`POST ${demo.issuer}/oauth2/token`)
    expect(request).toContain('grant_type=authorization_code')
    expect(request).not.toContain(client.secret)
    const token = page.getByRole('table', { name: 'Claims of the access token' })
    expect(await token.innerText()).toMatch(/user_type.*\s+employee/)
    expect(await page.getByRole('table', { name: 'Claims of the ID token' }).innerText()).toMatch(/\bpwd\b/)
  })

  it('is the same page after a reload', async () => {
    const page = await signedIn()
    await page.reload()
    await heading(page, /^Signed in as/)
  })

  it('calls the API with the token', async () => {
    const page = await signedIn()
    await press(page, 'Call the API')
    const answer = latest(page, 'Call the API').getByLabel('Answer')
    expect(JSON.parse(await answer.innerText())).toMatchObject({
      id: '111',
      asked_by: { client_id: client.id },
    })
  })

  it('calls the API without a token and explains the 401', async () => {
    const page = await signedIn()
    await press(page, 'Call it without a token')
    const call = latest(page, 'Call the API without a token')
    expect(await call.getByRole('heading', { name: /^Answer/ }).innerText()).toContain('401')
    expect(await call.getByLabel('Challenge').innerText()).toBe(`WWW-Authenticate: ${noToken()}`)
    expect(await call.innerText()).toContain('No token was sent, so the API names no error.')
  })

  it('refreshes', async () => {
    const page = await signedIn()
    const jti = page.getByRole('row', { name: /^jti/ }).first()
    const before = await jti.innerText()
    await press(page, 'Refresh')
    const call = latest(page, 'Refresh')
    expect(await call.getByLabel('Request').innerText()).toContain('grant_type=refresh_token')
    expect(await jti.innerText()).not.toBe(before)
  })

  it('signs out, here and at the server, which asks who it is the next time', async () => {
    const page = await signedIn()
    await press(page, 'Sign out')
    await heading(page, 'Signed out')
    expect(page.url()).toBe(`${demo.origin}/signed-out`)
    const request = await page.getByLabel('Request').innerText()
    expect(request).toContain(`POST ${demo.issuer}/oauth2/revoke`)
    expect(request).toContain('token=')
    expect(await page.locator('.call .status').innerText()).toBe('200')
    await page.goto(`${demo.origin}/session`)
    expect(page.url()).toBe(`${demo.origin}/`)
    await page.getByRole('link', { name: 'Sign in', exact: true }).click()
    await heading(page, 'Sign in to continue to Demo app')
  })

  it('lands on the demo with a code when the link of the introduction is opened by hand', async () => {
    const page = await (await newBrowser()).newPage()
    const redirectUri = `${demo.origin}/authorization`
    await page.goto(
      `${demo.issuer}/oauth2/code?response_type=code&client_id=${client.id}&redirect_uri=${redirectUri}`,
    )
    await signIn(page, await demo.newPerson())
    await heading(page, 'Demo app wants to use your account')
    await press(page, 'Allow')
    await heading(page, 'A code has arrived')
    expect(page.url()).toMatch(`${redirectUri}?code=`)
    expect(await page.getByLabel('Command').innerText()).toContain(`curl -u ${client.id}:${client.secret}`)
    await press(page, 'Redeem it')
    await heading(page, 'Code redeemed')
    await press(page, 'Call the API')
    expect(await latest(page, 'Call the API').innerText()).toContain('Customer 111')
  })

  it('says so when that code was redeemed elsewhere meanwhile', async () => {
    const page = await (await newBrowser()).newPage()
    await page.goto(`${demo.issuer}/oauth2/code?response_type=code&client_id=${client.id}`)
    await signIn(page, await demo.newPerson())
    await press(page, 'Allow')
    await heading(page, 'A code has arrived')
    const code = await page.getByLabel('The code').innerText()
    expect((await token({ grant_type: 'authorization_code', code })).status).toBe(200)
    await press(page, 'Redeem it')
    await heading(page, 'The code was not accepted')
    expect(await page.getByLabel('Answer').last().innerText()).toContain('invalid_grant')
  })

  it('leads back to the demo when the person cancels at the sign-in', async () => {
    const page = await (await newBrowser()).newPage()
    await page.goto(`${demo.origin}/sign-in`)
    await press(page, 'Cancel')
    await heading(page, 'You said no, and that is fine')
  })

  const token = (form: Record<string, string>) => postToken(demo.address, client, form)

  async function customer(accessToken?: string) {
    const response = await fetch(`${demo.origin}/customer/111`, {
      method: 'POST',
      headers: accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` },
    })
    return {
      status: response.status,
      challenge: response.headers.get('www-authenticate'),
      body: (await response.json()) as Record<string, unknown>,
    }
  }

  /** A token with this server's own signature, said to be signed `age` seconds ago. */
  async function signed(change: JWTPayload, age = 0): Promise<string> {
    const { body } = await token({ grant_type: 'client_credentials' })
    const { issuer, sealingSecret, db, clients } = demo
    const sealer = new Sealer({ issuer, sealingSecret, otherSealingSecrets: [] })
    const now = Date.now()
    const iat = Math.floor(now / 1000) - age
    const claims = { ...decodeJwt(body.access_token), iat, exp: iat + 600, ...change }
    return new Signer(new Keys(db, clients), sealer).sign(claims, { alg: 'ES256', typ: 'at+jwt' }, now)
  }

  it('has an API that takes a token', async () => {
    const { body } = await token({ grant_type: 'client_credentials' })
    const answer = await customer(body.access_token)
    expect(answer).toMatchObject({ status: 200, body: { id: '111', asked_by: { client_id: client.id } } })
  })

  it('has an API that asks for a token with a challenge', async () => {
    expect(await customer()).toMatchObject({
      status: 401,
      challenge: noToken(),
    })
  })

  it('has an API that refuses an expired token', async () => {
    expect((await customer(await signed({}))).status).toBe(200)
    expect(await customer(await signed({}, 601))).toMatchObject({
      status: 401,
      challenge: expect.stringMatching(/error="invalid_token".*expired/),
    })
  })

  it('has an API that refuses forged and foreign tokens', async () => {
    const { body } = await token({ grant_type: 'client_credentials' })
    const [header = '', , signature] = body.access_token.split('.')
    const claims = decodeJwt(body.access_token)
    const more = base64url.encode(JSON.stringify({ ...claims, scope: 'account.r account.w admin' }))
    const { privateKey } = await generateKeyPair('ES256')
    const { alg, kid } = decodeProtectedHeader(body.access_token) as { alg: string; kid: string }
    const forged = [
      [header, more, signature].join('.'),
      await new SignJWT(claims).setProtectedHeader({ alg, kid, typ: 'at+jwt' }).sign(privateKey),
      await signed({ aud: 'https://other.example.com' }),
      await signed({ iss: 'https://other.example.com' }),
      'no-token',
    ]
    for (const each of forged) {
      expect(await customer(each)).toMatchObject({
        status: 401,
        challenge: expect.stringContaining('error="invalid_token"'),
      })
    }
  })

  it('has an API that wants its scope', async () => {
    const { body } = await token({ grant_type: 'client_credentials', scope: 'account.w' })
    expect(await customer(body.access_token)).toMatchObject({
      status: 403,
      challenge: expect.stringMatching(/error="insufficient_scope".*scope="account\.r"/),
    })
  })

  it('has an API that takes no ID token', async () => {
    const page = await (await newBrowser()).newPage()
    const query = new URLSearchParams({ response_type: 'code', client_id: client.id, scope: 'openid' })
    query.set('redirect_uri', `${demo.origin}/authorization`)
    await page.goto(`${demo.issuer}/oauth2/authorize?${query}`)
    await signIn(page, await demo.newPerson())
    await press(page, 'Allow')
    await heading(page, 'A code has arrived')
    const code = await page.getByLabel('The code').innerText()
    const { body } = await token({ grant_type: 'authorization_code', code })
    expect(await customer(body.id_token)).toMatchObject({ status: 401 })
  })
})
