/** In Chromium: from a client's request by another provider to the ID token, and an account that is linked on the way. */
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inChromium } from '../support/chromium.ts'
import { heading, press, signIn } from '../support/demo.ts'
import { listen } from '../support/page-rules.ts'
import { authorizeUrl, grace, type RunningServer, redeem, runServer } from '../support/running-server.ts'
import { setSettings } from '../support/set-settings.ts'

inChromium('another provider', (newBrowser) => {
  let here: RunningServer
  let there: RunningServer

  beforeAll(async () => {
    ;[here, there] = await Promise.all([runServer(), runServer()])
    const names = ['town', 'known'].map((name) => `${here.issuer}/sign-in/callback/${name}`)
    const { id, secret } = await there.register({ client_name: 'Here', redirect_uris: names })
    const town = { name: 'Town Hall', issuer: there.issuer, client_id: id, client_secret: secret }
    await setSettings(here, {
      providers: {
        town: { ...town, scope: ['openid'], create: 'everybody', trust_amr: true },
        known: { ...town, name: 'Library' },
      },
    })
  })
  afterAll(() => Promise.all([here?.stop(), there?.stop()]))

  const person = { ...grace, name: 'Grace Hopper' }

  it('signs somebody in, from the client’s request to the amr of the ID token', async () => {
    const app = await here.register({ client_name: 'Shop', require_pkce: false })
    const browser = await newBrowser()
    const { complaints } = await listen(browser)
    await browser.route(/^https:\/\/app\.example\.com\//, (route) => route.fulfill({ body: 'Signed in.' }))
    const page = await browser.newPage()
    await page.goto(authorizeUrl(here, app, { scope: 'openid' }))
    await press(page, 'Continue with Town Hall')
    await signIn(page, person)
    await press(page, 'Allow') // there
    await heading(page, 'Shop wants to use your account')
    const arrival = page.waitForRequest((request) => request.url().startsWith(app.callback))
    await press(page, 'Allow')
    const code = new URL((await arrival).url()).searchParams.get('code') ?? ''
    const { body } = await redeem(here.address, app, code)
    expect(decodeJwt(body.id_token)).toMatchObject({ amr: ['pwd'], acr: '1' })
    expect(complaints).toEqual([])
  })

  it('leads to the account that has the same address, which is linked once it is proven', async () => {
    const app = await here.register({ client_name: 'Shop', require_pkce: false })
    const browser = await newBrowser()
    const { complaints } = await listen(browser)
    await browser.route(/^https:\/\/app\.example\.com\//, (route) => route.fulfill({ body: 'Signed in.' }))
    const page = await browser.newPage()
    await page.goto(authorizeUrl(here, app, { scope: 'openid' }))
    await press(page, 'Continue with Library')
    await signIn(page, person)
    await press(page, 'Allow')
    await heading(page, 'Is this account yours?')
    await press(page, 'Sign in and link')
    await page.getByLabel('Password').fill(grace.password)
    await press(page, 'Sign in')
    await heading(page, 'Shop wants to use your account')
    await page.goto(`${here.issuer}/account/linked`)
    await heading(page, 'Linked accounts')
    expect(await page.getByText('grace@example.com').count()).toBeGreaterThan(0)
    expect(complaints).toEqual([])
  })
})
