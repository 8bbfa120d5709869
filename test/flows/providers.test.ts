/** Signing in by another provider, from a client's request to its ID token: a second instance of this server, and one of others' making. */
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FormBrowser } from '../support/form-browser.ts'
import { FormBrowser as Browser } from '../support/form-browser.ts'
import { type ForeignProvider, startOidcProvider } from '../support/oidc-provider.ts'
import {
  authorizeUrl,
  type Credentials,
  grace,
  type RunningServer,
  redeem,
  runServer,
  visit,
} from '../support/running-server.ts'
import { setSettings } from '../support/set-settings.ts'

let ours: RunningServer
let second: RunningServer
let foreign: ForeignProvider
let app: Credentials

beforeAll(async () => {
  ;[ours, second] = await Promise.all([runServer(), runServer()])
  const redirect = (id: string) => `${ours.issuer}/sign-in/callback/${id}`
  foreign = await startOidcProvider(redirect('foreign'))
  const there = await second.register({ redirect_uris: ['second', 'named', 'misset'].map(redirect) })
  const ofSecond = { name: 'Second', issuer: second.issuer, client_id: there.id, client_secret: there.secret }
  const { id, secret } = foreign.client
  const ofForeign = { name: 'Foreign', issuer: foreign.issuer, client_id: id, client_secret: secret }
  await setSettings(ours, {
    providers: {
      second: { ...ofSecond, scope: ['openid'], create: 'everybody', trust_amr: true },
      named: ofSecond,
      misset: { ...ofSecond, client_secret: 'not the secret' },
      foreign: { ...ofForeign, create: 'everybody', trust_amr: true },
    },
  })
  app = await ours.register({ require_pkce: false })
})
afterAll(async () => {
  await Promise.all([ours?.stop(), second?.stop(), foreign?.stop()])
})

/** A client's request, as far as the provider's. */
async function leave(browser: FormBrowser, id: string, more: Record<string, string> = {}): Promise<string> {
  const refused = await browser.open(authorizeUrl(ours, app, { scope: 'openid', ...more }))
  if (refused !== undefined) throw new Error(`refused: ${refused}`)
  const to = await browser.submit({ method: `provider:${id}`, action: 'begin' })
  if (to === undefined) throw new Error(`stuck at ${browser.url}: ${browser.text}`)
  return to
}

/** The answer of the provider, and on to the client and its tokens. */
async function finish(browser: FormBrowser, answer: string | URL) {
  let location = await browser.open(String(answer))
  if (location === undefined && browser.path === '/consent')
    location = await browser.submit({ action: 'allow' })
  if (location === undefined) throw new Error(`stuck at ${browser.url} (${browser.status}): ${browser.text}`)
  const code = new URL(location).searchParams.get('code') ?? ''
  const { status, body } = await redeem(ours.address, app, code)
  expect(status).toBe(200)
  return decodeJwt(body.id_token)
}

describe('a second instance of this server', () => {
  it('signs somebody in: the ID token says what happened there', async () => {
    const [here, there] = [ours.browser(), second.browser()]
    const claims = await finish(here, await visit(there, await leave(here, 'second')))
    expect(claims).toMatchObject({ iss: ours.issuer, aud: app.id, acr: '1', amr: ['pwd'] })
    expect(claims.sub).not.toBe(`sub-of-${grace.login}`)
  })
  it('whose session there goes on signs in without a word; who must prove it anew is asked there', async () => {
    const there = second.browser()
    const first = ours.browser()
    const { sub } = await finish(first, await visit(there, await leave(first, 'second')))
    const silent = ours.browser()
    const answer = await there.open(await leave(silent, 'second'))
    expect(await finish(silent, answer ?? '')).toMatchObject({ sub })
    const anew = ours.browser()
    expect(await there.open(await leave(anew, 'second', { prompt: 'login' }))).toBeUndefined()
    expect(there.path).toBe('/sign-in')
    const proven = await there.submit({ ...grace, action: 'sign-in' })
    expect(await finish(anew, proven ?? '')).toMatchObject({ sub })
  })
  it('links with Grace, who has the same address here, once she has proven to be her', async () => {
    const [here, there] = [ours.browser(), second.browser()]
    await here.open(String(await visit(there, await leave(here, 'named'))))
    expect(here.path).toBe('/link')
    await here.submit({ action: 'link' })
    await here.submit({ ...grace, action: 'sign-in' })
    expect(here.path).toBe('/consent')
    const again = ours.browser()
    const claims = await finish(again, (await there.open(await leave(again, 'named'))) ?? '')
    expect(claims).toMatchObject({ sub: 'sub-of-grace', acr: '1' })
  })
  it('that refuses this server’s secret is a sentence, and the cause is for the operator', async () => {
    const [here, there] = [ours.browser(), second.browser()]
    await here.open(String(await visit(there, await leave(here, 'misset'))))
    expect(here.status).toBe(400)
    expect(here.text).toContain('Second sent an answer that this server cannot accept')
    expect(JSON.stringify(ours.log)).toContain('answered 401')
  })
  it('who says no there is back at the page, and can go another way', async () => {
    const [here, there] = [ours.browser(), second.browser()]
    await there.open(await leave(here, 'second'))
    expect(await here.open((await there.submit({ action: 'cancel' })) ?? '')).toBeUndefined()
    expect(here.text).toContain('You did not go on at Second')
    expect(await here.submit({ ...grace, action: 'sign-in' })).toContain('?code=')
  })
})

describe('oidc-provider', () => {
  const at = () => new Browser(foreign.issuer, fetch)

  it('signs somebody in', async () => {
    foreign.person = {
      sub: 'lin',
      claims: { name: 'Lin', preferred_username: 'lin', email: 'lin@example.net', email_verified: true },
      amr: ['pwd', 'mfa'],
    }
    const here = ours.browser()
    const claims = await finish(here, (await at().open(await leave(here, 'foreign'))) ?? '')
    expect(claims).toMatchObject({ acr: '2', amr: ['pwd', 'mfa'] })
    const again = ours.browser()
    const later = await finish(
      again,
      (await at().open(await leave(again, 'foreign', { max_age: '60' }))) ?? '',
    )
    expect(later.sub).toBe(claims.sub)
  })
  it('vouches for an address of somebody here, which is not enough', async () => {
    const claims = { name: 'G', email: 'grace@example.com', email_verified: true }
    foreign.person = { sub: 'another-grace', claims, amr: ['pwd'] }
    const here = ours.browser()
    await here.open((await at().open(await leave(here, 'foreign'))) ?? '')
    expect(here.path).toBe('/link')
    await here.submit({ action: 'link' })
    expect(await here.submit({ ...grace, action: 'sign-in' })).toContain('?code=')
    const again = ours.browser()
    const linked = await finish(again, (await at().open(await leave(again, 'foreign'))) ?? '')
    expect(linked).toMatchObject({ sub: 'sub-of-grace' })
  })
  it('says that they said no', async () => {
    foreign.person = 'refuses'
    const here = ours.browser()
    await here.open((await at().open(await leave(here, 'foreign'))) ?? '')
    expect(here.status).toBe(400)
    expect(here.text).toContain('You did not go on at Foreign')
  })
  it('that does not run any more is said to be unreachable', async () => {
    const here = ours.browser()
    foreign.person = { sub: 'late', claims: {}, amr: [] }
    const answer = (await at().open(await leave(here, 'foreign'))) ?? ''
    await foreign.stop()
    await here.open(answer)
    expect(here.status).toBe(503)
    expect(here.text).toContain('Foreign does not answer right now')
  })
})

it('no secret of a provider is in the log', () => {
  const log = JSON.stringify(ours.log)
  expect(log).toContain('provider_failed')
  for (const secret of [foreign.client.secret, 'code_verifier', 'code=']) expect(log).not.toContain(secret)
})
