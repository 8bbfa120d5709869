/** OpenID Connect Prompt Create 1.0, and accounts that people make by themselves. */
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { serverFor } from '../../src/app.ts'
import { inviteToSignUp, listInvitations, takeBackInvitation } from '../../src/registry/invitations.ts'
import {
  addPerson,
  alice,
  answerTo,
  authorizeUrl,
  bindings,
  claimsOf,
  fetchPath,
  later,
  newBrowser,
  populate,
  redeem,
  stopClock,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import { type Outbox, openOutbox, set } from '../support/outbox.ts'
import { change, faultOf, operator, trailOf } from '../support/registry.ts'

let outbox: Outbox
let newcomer = 0
const password = 'seven quiet lanterns drift'
const server = async () => {
  const made = serverFor(bindings)
  return { ...made, settings: await made.stores.settings.current(Date.now()) }
}
const findUser = (login: string) => serverFor(bindings).stores.users.findByLogin(login)
const newAddress = () => `newcomer${++newcomer}@example.com`

beforeAll(async () => {
  await populate()
  outbox = await openOutbox({ sign_up: { mode: 'open' } })
})
beforeEach(() => {
  stopClock()
  outbox.clear()
})
afterEach(() => {
  vi.useRealTimers()
})

const begin = async (email: string, browser = newBrowser()): Promise<FormBrowser> => {
  await browser.open(authorizeUrl({ prompt: 'create', scope: 'openid email profile' }))
  expect(browser.path).toBe('/sign-up')
  await browser.submit({ email, action: 'begin' })
  return browser
}

const proven = async (email: string): Promise<FormBrowser> => {
  const browser = await begin(email)
  await browser.submit({ code: await outbox.code(email), action: 'check' })
  return browser
}

/** For the tests that follow. */
async function setSignUp(sign_up: Record<string, unknown>): Promise<void> {
  await set({
    sign_up: { mode: 'open', domains: null, terms: null, privacy: null, user_type: null, ...sign_up },
  })
  later(120)
}

describe('prompt=create', () => {
  it('leads to an account, and its tokens go to the application that asked', async () => {
    const email = newAddress()
    const browser = await proven(email)
    expect(browser.html).toContain(`value="${email}"`)
    await browser.submit({ name: 'New Comer', password, action: 'create' })
    expect(browser.path).toBe('/consent')
    const location = await browser.submit({ action: 'allow' })
    const { body } = await redeem(new URL(location ?? '').searchParams.get('code') ?? '')
    const user = await findUser(email)
    expect(claimsOf(body.id_token)).toMatchObject({ sub: user?.sub, amr: ['otp'] })
    expect(user).toMatchObject({
      user_id: email,
      user_type: 'customer',
      roles: [],
      claims: { email, email_verified: true, name: 'New Comer', locale: 'en' },
    })
    expect((await trailOf(user?.sub ?? ''))[0]).toMatchObject({
      type: 'user.created',
      actor: { kind: 'person', id: user?.sub },
    })
  })
  it('is announced in the metadata while people may, and refused while they may not (§4.1, §4.2)', async () => {
    const prompts = async () => {
      const response = await fetchPath('/.well-known/openid-configuration')
      return ((await response.json()) as { prompt_values_supported: string[] }).prompt_values_supported
    }
    expect(await prompts()).toContain('create')
    for (const sign_up of [{ mode: 'off' }, { mode: 'invitation' }]) {
      await setSignUp(sign_up)
      expect(await prompts()).not.toContain('create')
      const location = await answerTo(newBrowser(), { prompt: 'create' })
      expect(location?.searchParams.get('error')).toBe('invalid_request')
      const browser = newBrowser()
      await answerTo(browser)
      expect(browser.text).not.toContain('Make an account')
    }
    await setSignUp({})
  })
  it('comes although somebody is signed in, and who has an account says so', async () => {
    const browser = newBrowser()
    await browser.open(authorizeUrl({ prompt: 'create' }))
    await browser.submit({ email: 'alice@example.com', action: 'sign-in' })
    expect(browser.path).toBe('/sign-in')
    expect(browser.html).toContain('value="alice@example.com"')
    await browser.submit({ ...alice, action: 'sign-in' })
    expect(browser.path).toBe('/consent')
    await browser.submit({ action: 'allow' })
    await browser.open(authorizeUrl({ prompt: 'create' }))
    expect(browser.path).toBe('/sign-up')
  })
  it('is on the sign-in page too, and a person may turn back', async () => {
    const browser = newBrowser()
    await answerTo(browser, { scope: 'openid' })
    await browser.submit({ login: 'me@example.com', action: 'sign-up' })
    expect(browser.path).toBe('/sign-up')
    expect(browser.html).toContain('value="me@example.com"')
    const location = await browser.submit({ action: 'cancel' })
    expect(new URL(location ?? '').searchParams.get('error')).toBe('access_denied')
  })
})

describe('an account', () => {
  it('is made with a passkey as well, which is then set up before anything goes on', async () => {
    const email = newAddress()
    const browser = await proven(email)
    await browser.submit({ name: 'Pia', action: 'passkey' })
    expect(browser.path).toBe('/enroll')
    expect(browser.html).not.toContain('with=codes')
    expect(await findUser(email)).toMatchObject({ passwordHash: null, claims: { email_verified: true } })
  })
  it('keeps to the password policy, and what was typed stays', async () => {
    const browser = await proven(newAddress())
    const cases = [
      [{ name: '', password }, 'Enter a name'],
      [{ name: 'Ann', password: 'short' }, 'at least 12 characters'],
      [{ name: 'Ann', password: 'password12345' }, 'guessed first'],
      [{ name: 'Zebulon Quartermaine', password: 'zebulonquartermaine' }, 'more than your own name'],
    ] as const
    for (const [typed, said] of cases) {
      await browser.submit({ ...typed, action: 'create' })
      expect([typed.name, browser.status]).toEqual([typed.name, 400])
      expect(browser.text).toContain(said)
      if (typed.name !== '') expect(browser.html).toContain(`value="${typed.name}"`)
    }
  })
  it('does not come of a code that is wrong, late or used', async () => {
    const email = newAddress()
    const browser = await begin(email)
    const code = await outbox.code(email)
    await browser.submit({ code: 'BBBB-BBBB', action: 'check' })
    expect(browser.text).toContain('Tries left: 4.')
    const copy = browser.newTab()
    Object.assign(copy, { url: browser.url, html: browser.html })
    await browser.submit({ code, action: 'check' })
    await copy.submit({ code, action: 'check' })
    expect(copy.text).toContain('used already')
    later(31 * 60)
    const to = await browser.submit({ name: 'Late', password, action: 'create' })
    console.log('TO', to, browser.url)
    expect(browser.text).toContain('The code has expired')
    expect(await findUser(email)).toBeUndefined()
  })
  it('is one, though eight make it at the same moment', async () => {
    const email = newAddress()
    const browser = await proven(email)
    const tabs = Array.from({ length: 8 }, () => browser.newTab())
    for (const tab of tabs) Object.assign(tab, { url: browser.url, html: browser.html })
    await Promise.all(tabs.map((tab) => tab.submit({ name: 'Twin', action: 'passkey' })))
    expect(tabs.filter((tab) => tab.path === '/enroll')).toHaveLength(1)
    expect(
      tabs.filter((tab) => tab.text.includes('There is an account with this address by now')),
    ).toHaveLength(7)
  })
  it('asks for the terms where there are some', async () => {
    await setSignUp({ terms: 'https://example.com/terms', privacy: 'https://example.com/privacy' })
    const email = newAddress()
    const browser = await begin(email)
    expect(browser.status).toBe(400)
    expect(browser.text).toContain('only be made by who agrees')
    expect(browser.html).toContain('href="https://example.com/privacy"')
    await browser.submit({ email, agree: 'on', action: 'begin' })
    expect(browser.text).toContain(`A code is on its way to ${email}`)
    await setSignUp({})
  })
})

describe('nobody learns who has an account', () => {
  it('the page says the same of an address that is taken; its owner gets a mail without a code', async () => {
    const look = async (email: string) => {
      const browser = await begin(email)
      const first = { status: browser.status, length: browser.html.length, text: browser.text }
      await browser.submit({ code: 'BBBB-BBBB', action: 'check' })
      const seen = [first, { status: browser.status, text: browser.text }]
      return JSON.parse(
        JSON.stringify(seen)
          .replaceAll(email, 'EMAIL')
          .replace(/req_[\w-]+/g, ''),
      )
    }
    const taken = await look('alice@example.com')
    expect(await look('nobdy@example.com')).toEqual(taken)
    const mail = await outbox.last('alice@example.com')
    expect(mail.subject).toBe('You have an account at Edgegrant')
    expect(mail.text).not.toMatch(/[B-Z]{4}-[B-Z]{4}/)
  })
  it('mails to one address are few, wherever they are asked for', async () => {
    const email = newAddress()
    for (let round = 0; round < 12; round++) await begin(email)
    expect(outbox.mails.length).toBeLessThanOrEqual(5)
  })
})

describe('by email domain', () => {
  it('only addresses of these domains, each exactly', async () => {
    await setSignUp({ mode: 'domains', domains: ['corp.example'], user_type: 'employee' })
    for (const email of ['a@example.com', 'a@evil.corp.example', 'a@corp.example.evil', 'a@xcorp.example']) {
      const browser = await begin(email)
      expect([email, browser.status]).toEqual([email, 400])
      expect(browser.text).toContain('No account can be made here with this address')
    }
    const browser = await proven('someone@Corp.Example')
    await browser.submit({ name: 'Someone', password, action: 'create' })
    expect(await findUser('someone@corp.example')).toMatchObject({ user_type: 'employee' })
    await setSignUp({})
  })
})

describe('an account that is not made by the time sign-up ends', () => {
  it.each([
    ['for everybody', { mode: 'off' }],
    ['for all but the invited', { mode: 'invitation' }],
    ['for their domain', { mode: 'domains', domains: ['corp.example'] }],
  ])('%s is not made', async (_, sign_up) => {
    const email = newAddress()
    const browser = newBrowser()
    await browser.open('https://id.example.com/sign-up')
    await browser.submit({ email, action: 'begin' })
    await browser.submit({ code: await outbox.code(email), action: 'check' })
    expect(browser.html).toContain('name="password"')
    await setSignUp(sign_up)
    await browser.submit({ name: 'Late', password, action: 'create' })
    await setSignUp({})
    expect([browser.status, await findUser(email)]).toEqual([400, undefined])
  })
})

describe('by invitation', () => {
  const invite = async (more: object = {}, by = operator()) =>
    inviteToSignUp(await server(), by, { email: newAddress(), ...more })

  it('the mailed link proves the address, in any browser, once', async () => {
    await setSignUp({ mode: 'invitation' })
    const made = await invite({ user_type: 'partner', roles: ['buyer'] })
    expect(made.link).toBeUndefined()
    const { email } = made.invitation
    const link = await outbox.link(email)
    const [browser, late] = [newBrowser(), newBrowser()]
    await browser.open(link)
    await late.open(link)
    expect(browser.text).toContain('You are invited')
    expect(browser.html).toContain(`value="${email}"`)
    await browser.submit({ email: 'other@example.com', name: 'Bea', password, action: 'create' })
    expect(browser.path).toBe('/account')
    expect(await findUser('other@example.com')).toBeUndefined()
    const user = await findUser(email)
    expect(user).toMatchObject({ user_type: 'partner', roles: ['buyer'], claims: { email_verified: true } })
    await late.submit({ name: 'Eve', password, action: 'create' })
    expect([late.status, late.text.includes('no longer good')]).toEqual([400, true])
    await late.open(link)
    expect(late.status).toBe(400)
    const { items } = await listInvitations(await server(), { limit: 10 })
    expect(items[0]).toMatchObject({ id: made.invitation.id, usedBy: user?.sub, mailed: true })
  })
  it('works without mail: the link is told once, and proves no address', async () => {
    await set({ mail: { from: null }, sign_up: { mode: 'invitation' } })
    later(120)
    const { link, invitation } = await invite()
    const browser = newBrowser()
    await browser.open(link ?? '')
    await browser.submit({ name: 'Cid', password, action: 'create' })
    expect(browser.path).toBe('/account')
    expect((await findUser(invitation.email))?.claims.email_verified).toBe(false)
    await set({ mail: { from: 'no-reply@id.example.com' } })
    later(120)
  })
  it('taken back, expired or made up, it is a page that says so', async () => {
    await setSignUp({ mode: 'invitation' })
    const back = await invite()
    const link = await outbox.link(back.invitation.email)
    const open = newBrowser()
    await open.open(link)
    await takeBackInvitation(await server(), change(), back.invitation.id)
    await open.submit({ name: 'Dan', password, action: 'create' })
    expect(open.status).toBe(400)
    const old = await invite({ days: 1 })
    const oldLink = await outbox.link(old.invitation.email)
    later(200_000)
    for (const each of [link, oldLink, `${link}x`]) {
      const browser = newBrowser()
      await browser.open(each)
      expect([browser.status, browser.text.includes('This invitation is no longer good')]).toEqual([
        400,
        true,
      ])
    }
    expect(await findUser(back.invitation.email)).toBeUndefined()
  })
  it('to look after the server is good for a day, and while whoever made it looks after it', async () => {
    await setSignUp({ mode: 'invitation' })
    const roles = ['admin']
    expect(await faultOf(invite({ roles, days: 2 }))).toMatchObject({ kind: 'invalid' })
    const olga = { kind: 'person', id: 'sub-of-olga', name: 'olga' } as const
    await addPerson({ sub: olga.id, user_id: 'olga', roles, claims: {} })
    const [good, bad] = [await invite({ roles }), await invite({ roles })]
    expect(good.invitation.expiresAt - good.invitation.createdAt).toBe(86_400_000)
    const [first, second] = [newBrowser(), newBrowser()]
    await first.open(await outbox.link(good.invitation.email))
    await first.submit({ name: 'Ora', password, action: 'create' })
    expect(await findUser(good.invitation.email)).toMatchObject({ roles })
    await second.open(await outbox.link(bad.invitation.email))
    await bindings.DB.prepare("UPDATE users SET roles = '[]' WHERE sub = ?").bind(olga.id).run()
    await second.submit({ name: 'Eva', password, action: 'create' })
    expect([second.status, second.text.includes('no longer good')]).toEqual([400, true])
    expect(await findUser(bad.invitation.email)).toBeUndefined()
  })
  it('is refused for an address that is somebody’s, for what is none, and for a role that is not theirs to give', async () => {
    await setSignUp({ mode: 'invitation' })
    expect(await faultOf(invite({ email: 'alice@example.com' }))).toMatchObject({ kind: 'conflict' })
    expect(await faultOf(invite({ email: 'a@b.example\nBcc: c@d.example' }))).toMatchObject({
      kind: 'invalid',
    })
    expect(await faultOf(invite({ roles: ['admin'] }, change()))).toMatchObject({ kind: 'forbidden' })
    await setSignUp({ mode: 'off' })
    expect(await faultOf(invite())).toMatchObject({ kind: 'conflict' })
    await setSignUp({})
  })
})
