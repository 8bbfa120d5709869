/** Web Authentication Level 3 §7: passkeys as the only proof and as the second one, with every lie that an authenticator can tell. */
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { Credentials } from '../../src/stores/credentials.ts'
import {
  addPerson,
  authorizeUrl,
  bindings,
  claimsOf,
  issuer,
  later,
  newBrowser,
  populate,
  redeem,
  stopClock,
} from '../support/app.ts'
import { Authenticator, type Lies, type Passkey } from '../support/authenticator.ts'
import type { FormBrowser } from '../support/form-browser.ts'

const password = 'a password of some length'
const authenticator = new Authenticator(issuer)
const attribute = ({ html }: FormBrowser, name: string) =>
  new RegExp(` ${name}="([^"]*)"`).exec(html)?.[1]?.replaceAll('&quot;', '"').replaceAll('&amp;', '&') ?? ''

interface Owner {
  login: string
  sub: string
  passkey: Passkey
}

let count = 0
async function person(): Promise<{ login: string; sub: string }> {
  const login = `petra-${++count}`
  const sub = `sub-of-${login}`
  await addPerson({
    sub,
    user_id: login,
    password,
    claims: { name: `Petra ${count}`, email: `${login}@example.com` },
  })
  return { login, sub }
}

async function firstStep(login: string, parameters: Record<string, string> = { scope: 'openid' }) {
  const browser = newBrowser()
  await browser.open(authorizeUrl(parameters))
  await browser.submit({ login, password, method: '', action: 'sign-in' })
  return browser
}

/** Somebody who made a passkey within a sign-in that needed it. */
async function owner(lies: Lies = {}): Promise<Owner> {
  const { login, sub } = await person()
  const browser = await firstStep(login, { scope: 'openid', acr_values: 'phr' })
  expect(browser.path).toBe('/enroll')
  const { passkey, attestation } = await authenticator.make(attribute(browser, 'data-options'), lies)
  await browser.submit({ attestation, action: 'passkey' })
  expect(browser.text).toContain('Keep your recovery codes')
  await browser.submit({ action: 'continue' })
  return { login, sub, passkey }
}

async function signInPage(): Promise<FormBrowser> {
  const browser = newBrowser()
  await browser.open(authorizeUrl({ scope: 'openid' }))
  return browser
}

async function prove(browser: FormBrowser, passkey: Passkey, lies: Lies = {}): Promise<string | undefined> {
  const assertion = await authenticator.prove(passkey, attribute(browser, 'data-challenge'), lies)
  return browser.submit({ method: 'passkey', assertion, action: 'sign-in' })
}

/** Proves it, allows what is asked, and trades the code: what the ID token says. */
async function claims(browser: FormBrowser, passkey: Passkey, lies: Lies = {}) {
  const location = (await prove(browser, passkey, lies)) ?? (await browser.submit({ action: 'allow' }))
  const code = new URL(location ?? '').searchParams.get('code') ?? ''
  return claimsOf((await redeem(code)).body.id_token)
}

const isSignedIn = ({ cookies }: FormBrowser) => [...cookies.keys()].some((name) => name.includes('session'))
const said = ({ html }: FormBrowser) => /role="alert">([^<]*)</.exec(html)?.[1]

async function auditOf(sub: string): Promise<{ type: string; outcome: string }[]> {
  const { results } = await bindings.DB.prepare(
    'SELECT type, outcome FROM audit WHERE subject = ? ORDER BY id',
  )
    .bind(sub)
    .all<{ type: string; outcome: string }>()
  return results
}

describe('a passkey', () => {
  beforeAll(populate)

  it('made in a sign-in that needs it: its options ask for verification and a credential that is found without a login', async () => {
    const { login } = await person()
    const browser = await firstStep(login, { scope: 'openid', acr_values: 'phr' })
    expect(browser.text).not.toContain('authenticator app') // would not be enough
    expect(JSON.parse(attribute(browser, 'data-options'))).toMatchObject({
      rp: { id: 'id.example.com' },
      user: { name: login },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
      excludeCredentials: [],
    })
  })

  it('signs in without a login, and the ID token says how', async () => {
    const { passkey, sub } = await owner()
    expect(await claims(await signInPage(), passkey)).toMatchObject({
      sub,
      acr: 'phr',
      amr: ['swk', 'user', 'mfa'],
    })
  })

  it('that stays on its device is told so', async () => {
    const { passkey } = await owner({ synced: false })
    const { amr } = await claims(await signInPage(), passkey, { synced: false })
    expect(amr).toEqual(['hwk', 'user', 'mfa'])
  })

  it('is a second step for whoever it belongs to', async () => {
    const { login, passkey } = await owner()
    const browser = await firstStep(login, { scope: 'openid', acr_values: '2' })
    expect(browser.path).toBe('/second-factor')
    expect(attribute(browser, 'data-allow')).toBe(passkey.id)
    expect(await claims(browser, passkey, { userHandle: null })).toMatchObject({
      acr: 'phr',
      amr: ['pwd', 'swk', 'user', 'mfa'],
    })
  })

  describe('is refused in one sentence', () => {
    let mine: Owner
    let other: Owner
    beforeAll(async () => {
      ;[mine, other] = [await owner(), await owner()]
    })

    const sentence = 'This passkey does not work here. Try again, or go on another way.'
    const lies: [what: string, lies: () => Lies][] = [
      ['where nobody has it', () => ({ id: 'bm9ib2R5LWhhcy10aGlz' })],
      ['for another challenge', () => ({ challenge: 'YW5vdGhlciBjaGFsbGVuZ2U' })],
      ['from another origin', () => ({ origin: 'https://id.example.com.evil.example' })],
      ['from another port', () => ({ origin: `${issuer}:8443` })],
      ['for another RP ID', () => ({ rpId: 'evil.example' })],
      ['for the domain above', () => ({ rpId: 'example.com' })],
      ['without user verification', () => ({ userVerified: false })],
      ['without user presence', () => ({ userPresent: false, userVerified: false })],
      ['with the answer of a registration', () => ({ type: 'webauthn.create' })],
      ['signed by another key', () => ({ keys: other.passkey.keys })],
      ['with the id of one and the key of another', () => ({ id: other.passkey.id })],
      ["with somebody else's user handle", () => ({ userHandle: other.passkey.userHandle })],
      ['without a user handle, where nobody was known', () => ({ userHandle: null })],
      ['once it can be copied, though it could not before', () => ({ synced: false })],
    ]
    it.each(lies)('%s', async (_, made) => {
      const browser = await signInPage()
      await prove(browser, mine.passkey, made())
      expect({ status: browser.status, said: said(browser) }).toEqual({ status: 400, said: sentence })
      expect(isSignedIn(browser)).toBe(false)
    })

    it('as the second step of somebody else', async () => {
      const browser = await firstStep(mine.login, { scope: 'openid', acr_values: '2' })
      await prove(browser, other.passkey)
      expect({ status: browser.status, said: said(browser) }).toEqual({ status: 400, said: sentence })
      expect(isSignedIn(browser)).toBe(false)
    })

    it('of somebody who is disabled', async () => {
      const { sub, passkey } = await owner()
      await bindings.DB.prepare("UPDATE users SET status = 'disabled' WHERE sub = ?").bind(sub).run()
      const browser = await signInPage()
      await prove(browser, passkey)
      expect({ status: browser.status, said: said(browser) }).toEqual({ status: 400, said: sentence })
    })

    it('with the challenge of another browser, and with the page of another browser', async () => {
      const [here, there] = [await signInPage(), await signInPage()]
      const challenge = attribute(there, 'data-challenge')
      expect(challenge).not.toBe(attribute(here, 'data-challenge'))
      await prove(here, mine.passkey, { challenge })
      expect(said(here)).toBe(sentence)
      const assertion = await authenticator.prove(mine.passkey, challenge)
      const { request = '' } = there.hidden()
      await here.submit({ method: 'passkey', request, assertion, action: 'sign-in' })
      expect(here.status).toBe(400)
      expect(isSignedIn(here)).toBe(false)
    })
  })

  it('proves once for each challenge: sent again, the same answer is refused', async () => {
    const { passkey } = await owner()
    const browser = await signInPage()
    const assertion = await authenticator.prove(passkey, attribute(browser, 'data-challenge'))
    const tab = newBrowser() // with all that a thief can copy before
    for (const [name, value] of browser.cookies) tab.cookies.set(name, value)
    Object.assign(tab, { url: browser.url, html: browser.html })
    const sent = { method: 'passkey', assertion, action: 'sign-in' }
    await browser.submit(sent)
    expect(isSignedIn(browser)).toBe(true)
    await tab.submit(sent)
    expect({ status: tab.status, path: tab.path }).toEqual({ status: 400, path: '/sign-in' })
  })

  it('with a counter proves once for each count, also of many at once', async () => {
    const { passkey } = await owner({ counter: 1 })
    const browsers = await Promise.all(Array.from({ length: 10 }, signInPage))
    await Promise.all(browsers.map((browser) => prove(browser, passkey, { counter: 2 })))
    expect(browsers.filter(isSignedIn)).toHaveLength(1)
  })

  it('whose counter does not grow has a copy: it is refused, the person told what to do, the operator told that', async () => {
    stopClock()
    onTestFinished(() => void vi.useRealTimers())
    const { passkey, sub } = await owner({ counter: 5 })
    for (const counter of [5, 4, 0]) {
      const browser = await signInPage()
      await prove(browser, passkey, { counter })
      expect(browser.status).toBe(400)
      expect(said(browser)).toContain('a copy of it exists')
      expect(browser.html).not.toContain('aria-invalid="true"') // login and password are not at fault
      expect(isSignedIn(browser)).toBe(false)
    }
    later(11) // what happens often is written every ten seconds
    const browser = await signInPage()
    await prove(browser, passkey, { counter: 600 }) // the copy may have caught up
    expect(said(browser)).toContain('a copy of it exists')
    const event = { type: 'sign_in_refused', outcome: 'cloned_authenticator' }
    await vi.waitFor(async () => expect(await auditOf(sub)).toContainEqual(event))
  })

  it.each(['', '{', 'null', '[]', '{"id":1}', '{"id":""}', '{"id":"a b"}', '{"id":"aa","response":null}'])(
    'that is none of %s gets a page',
    async (assertion) => {
      const browser = await signInPage()
      await browser.submit({ method: 'passkey', assertion, action: 'sign-in' })
      expect(browser.status).toBe(400)
      expect(browser.path).toBe('/sign-in')
    },
  )

  it.each([
    ['response', 'null'],
    ['response', '{}'],
    ['response', '{"clientDataJSON":"!!","authenticatorData":"aa","signature":"aa"}'],
    ['response', '{"clientDataJSON":"e30","authenticatorData":"aa","signature":"aa"}'],
    ['rawId', '"other"'],
    ['type', '"password"'],
  ])('with %s %s gets a page', async (name, value) => {
    const { passkey } = await owner()
    const browser = await signInPage()
    const sent = JSON.parse(await authenticator.prove(passkey, attribute(browser, 'data-challenge')))
    const assertion = JSON.stringify({ ...sent, [name]: JSON.parse(value) })
    await browser.submit({ method: 'passkey', assertion, action: 'sign-in' })
    expect({ status: browser.status, path: browser.path }).toEqual({ status: 400, path: '/sign-in' })
  })

  describe('is not made', () => {
    it.each<[string, Lies]>([
      ['for another challenge', { challenge: 'YW5vdGhlciBjaGFsbGVuZ2U' }],
      ['at another origin', { origin: 'https://evil.example' }],
      ['for another RP ID', { rpId: 'evil.example' }],
      ['without user verification', { userVerified: false }],
      ['by the answer of a sign-in', { type: 'webauthn.get' }],
    ])('%s', async (_, lies) => {
      const { login, sub } = await person()
      const browser = await firstStep(login, { scope: 'openid', acr_values: '2' })
      const { attestation } = await authenticator.make(attribute(browser, 'data-options'), lies)
      await browser.submit({ attestation, action: 'passkey' })
      expect(browser.status).toBe(400)
      expect(browser.path).toBe('/enroll')
      expect(await new Credentials(bindings.DB).of(sub)).toEqual([])
    })

    it('with an offer that was made to somebody else', async () => {
      const [one, two] = [await person(), await person()]
      const of = { scope: 'openid', acr_values: '2' }
      const [first, second] = [await firstStep(one.login, of), await firstStep(two.login, of)]
      const { attestation } = await authenticator.make(attribute(first, 'data-options'))
      const { offer = '' } = first.hidden()
      await second.submit({ attestation, offer, action: 'passkey' })
      expect(second.status).toBe(400)
      expect(await new Credentials(bindings.DB).of(two.sub)).toEqual([])
    })

    it('where somebody has it already', async () => {
      const { passkey } = await owner()
      const { login, sub } = await person()
      const browser = await firstStep(login, { scope: 'openid', acr_values: '2' })
      const made = await authenticator.make(attribute(browser, 'data-options'))
      const attestation = made.attestation
      await bindings.DB.prepare("UPDATE credentials SET id = ?1 WHERE kind = 'passkey' AND id = ?2")
        .bind(made.passkey.id, passkey.id)
        .run()
      await browser.submit({ attestation, action: 'passkey' })
      expect(browser.status).toBe(400)
      expect(await new Credentials(bindings.DB).of(sub)).toEqual([])
    })
  })
})
