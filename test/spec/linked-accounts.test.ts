/** A person's accounts at other providers, on their account page: linked after a recent sign-in, and never the last way in. */
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { Credentials } from '../../src/stores/credentials.ts'
import { bindings, issuer, later, newBrowser, populate, stopClock } from '../support/app.ts'
import { clientId, FakeProvider } from '../support/fake-provider.ts'
import { Visitor, visitor } from '../support/portal.ts'
import { set } from '../support/registration.ts'

const acme = 'https://login.acme.example.org'
let provider: FakeProvider

beforeAll(async () => {
  await populate()
  provider = await FakeProvider.start(acme)
  const settings = {
    name: 'Acme',
    issuer: acme,
    client_id: clientId,
    client_secret: 'ours',
    create: 'everybody',
  }
  await set({ providers: { acme: settings } })
})
beforeEach(stopClock)
afterEach(() => vi.useRealTimers())

const subHere = async (sub: string) =>
  (await new Credentials(bindings.DB).find('provider', `acme ${sub}`))?.sub

/** Goes to the provider from the account page. */
async function leave(at: Visitor): Promise<URL> {
  await at.open('/account/linked')
  const { location, text } = await at.post('/account/linked', { action: 'link', provider: 'acme' })
  if (location === undefined) throw new Error(text)
  return new URL(location)
}
const back = (to: URL, more: Record<string, string> = { code: 'theirs' }) =>
  `/sign-in/callback/acme?${new URLSearchParams({ state: to.searchParams.get('state') ?? '', ...more })}`

describe('linking', () => {
  it('goes to the provider and back, and is told', async () => {
    const ann = await visitor('ann', [])
    const to = await leave(ann)
    await provider.vouches(to, { sub: 'ann-there', email: 'ann@acme.example.org', email_verified: true })
    const seen = await ann.open(back(to))
    expect(seen.text).toContain('The account is linked')
    expect(seen.text).toContain('ann@acme.example.org')
    expect(await subHere('ann-there')).toBe(ann.sub)
    expect((await ann.open('/account/security')).text).toContain('Acme')
    // Once more is no fault.
    const again = await leave(ann)
    await provider.vouches(again, { sub: 'ann-there' })
    expect((await ann.open(back(again))).text).toContain('The account is linked')
  })
  it('asks for a recent sign-in', async () => {
    const bea = await visitor('bea', [])
    await bea.open('/account/linked')
    later(16 * 60)
    const { location } = await bea.post('/account/linked', { action: 'link', provider: 'acme' })
    expect(location).toMatch(/^\/sign-in\?/)
  })
  it('takes no form of another page or another session', async () => {
    const [cleo, carl] = [await visitor('cleo', []), await visitor('carl', [])]
    await cleo.open('/account/linked')
    carl.token = cleo.token
    expect((await carl.post('/account/linked', { action: 'link', provider: 'acme' })).status).toBe(400)
  })
  it('an account that is somebody else’s stays theirs', async () => {
    const [dan, eve] = [await visitor('dan', []), await visitor('eve', [])]
    for (const each of [dan, eve]) {
      const to = await leave(each)
      await provider.vouches(to, { sub: 'dan-there' })
      const seen = await each.open(back(to))
      expect(seen.text).toContain(each === dan ? 'The account is linked' : 'linked with somebody else here')
    }
    expect(await subHere('dan-there')).toBe(dan.sub)
  })
  it('in another browser, or after the session has ended, links nothing', async () => {
    const fay = await visitor('fay', [])
    const to = await leave(fay)
    await provider.vouches(to, { sub: 'fay-there' })
    const other = await visitor('gil', [])
    expect((await other.open(back(to))).status).toBe(400)
    await fay.post('/portal/account', { action: 'sign-out' })
    expect((await fay.open(back(to))).status).toBe(400)
    expect(await subHere('fay-there')).toBeUndefined()
  })
  it('what goes wrong there is said, and nothing is linked', async () => {
    const hal = await visitor('hal', [])
    const denied = await leave(hal)
    expect((await hal.open(back(denied, { error: 'access_denied' }))).text).toContain(
      'You did not go on at Acme',
    )
    const wrong = await leave(hal)
    await provider.vouches(wrong, { sub: 'hal-there', aud: 'another' })
    expect((await hal.open(back(wrong))).text).toContain('Acme sent an answer that this server cannot accept')
    expect(await subHere('hal-there')).toBeUndefined()
    const made = await hal.open('/account/linked?problem=constructor&provider=%3Cb%3E')
    expect(made.status).toBe(200)
  })
  it('is for what is switched on for people of their type', async () => {
    const ida = await visitor('ida', [])
    await set({ sign_in: { methods: { customer: ['password'] } } })
    const seen = await ida.open('/account/linked')
    expect(seen.text).not.toContain('Link Acme')
    const sent = await ida.post('/account/linked', { action: 'link', provider: 'acme' })
    expect(sent.status).toBe(404)
    await set({ sign_in: { methods: { customer: null } } })
    expect((await ida.post('/account/linked', { action: 'link', provider: 'none' })).status).toBe(404)
  })
})

describe('unlinking', () => {
  /** Somebody who came from the provider, and has nothing else to sign in with. */
  async function guest(sub: string): Promise<Visitor> {
    const browser = newBrowser()
    await browser.open(`${issuer}/account`)
    const to = new URL((await browser.submit({ method: 'provider:acme', action: 'begin' })) ?? '')
    await provider.vouches(to, { sub, auth_time: Math.floor(Date.now() / 1000) })
    await browser.open(issuer + back(to))
    const at = new Visitor(browser, (await subHere(sub)) ?? '')
    await at.open('/account/linked')
    return at
  }
  const unlink = (at: Visitor, sub: string) =>
    at.post('/account/linked', { action: 'unlink', id: `acme ${sub}` })

  it('leaves the last way in', async () => {
    const kim = await guest('kim-there')
    const refused = await unlink(kim, 'kim-there')
    expect(refused.status).toBe(400)
    expect(refused.text).toContain('the only way in which you can sign in')
    expect(await subHere('kim-there')).toBe(kim.sub)
  })
  it('of two at once leaves one', async () => {
    const lou = await guest('lou-there')
    const to = await leave(lou)
    await provider.vouches(to, { sub: 'lou-too' })
    await lou.open(back(to))
    const sent = await Promise.all([unlink(lou, 'lou-there'), unlink(lou, 'lou-too')])
    expect(sent.map(({ status }) => status).sort()).toEqual([303, 400])
  })
  it('is done where there is a password, and the provider no longer signs them in', async () => {
    const mia = await visitor('mia', [])
    const to = await leave(mia)
    await provider.vouches(to, { sub: 'mia-there' })
    await mia.open(back(to))
    expect((await mia.send('/account/linked', { action: 'unlink', id: 'acme mia-there' })).text).toContain(
      'The account is linked no longer',
    )
    expect(await subHere('mia-there')).toBeUndefined()
  })
  it('is for their own only', async () => {
    const [ned, ola] = [await visitor('ned', []), await visitor('ola', [])]
    const to = await leave(ned)
    await provider.vouches(to, { sub: 'ned-there' })
    await ned.open(back(to))
    await ola.open('/account/linked')
    expect((await unlink(ola, 'ned-there')).status).toBe(404)
    expect(await subHere('ned-there')).toBe(ned.sub)
  })
})
