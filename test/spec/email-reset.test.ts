/** A forgotten password, a link from an operator, and an address that is verified or changed. */
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { serverFor } from '../../src/app.ts'
import { addPasskey } from '../../src/registry/enrolment.ts'
import { sendPasswordLink } from '../../src/registry/recovery.ts'
import { updateUser } from '../../src/registry/users.ts'
import {
  addPerson,
  alice,
  authorizeUrl,
  bindings,
  fetchPath,
  issuer,
  later,
  newBrowser,
  newCode,
  populate,
  redeem,
  refresh,
  signedInBrowser,
  stopClock,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import { addOneTimeCode, codeOf, sealedByTests } from '../support/one-time-code.ts'
import { type Outbox, openOutbox, set } from '../support/outbox.ts'
import { Visitor, visitor } from '../support/portal.ts'
import { operator, trailOf } from '../support/registry.ts'

let outbox: Outbox
let person = 0
const fresh = 'seven quiet lanterns drift'
const server = async () => {
  const made = serverFor(bindings)
  return { ...made, settings: await made.stores.settings.current(Date.now()) }
}

beforeAll(async () => {
  await populate()
  outbox = await openOutbox()
})
beforeEach(() => {
  stopClock()
  outbox.clear()
})
afterEach(() => {
  vi.useRealTimers()
})

async function somebody(more: Record<string, unknown> = {}, claims: Record<string, unknown> = {}) {
  const login = `resetter${++person}`
  const email = `${login}@example.com`
  const sub = `sub-of-${login}`
  await addPerson({
    sub,
    user_id: login,
    claims: { name: 'Somebody', email, email_verified: true, ...claims },
    ...more,
  })
  return { login, email, sub, password: alice.password }
}

/** At the page that takes the code. */
async function asked(login: string): Promise<FormBrowser> {
  const browser = newBrowser()
  await browser.open(authorizeUrl({ scope: 'openid' }))
  await browser.submit({ login, action: 'forgot' })
  expect(browser.path).toBe('/reset-password')
  expect(browser.html).toContain(`value="${login}"`)
  await browser.submit({ login, action: 'begin' })
  return browser
}

async function proven({ login, email }: { login: string; email: string }): Promise<FormBrowser> {
  const browser = await asked(login)
  await browser.submit({ code: await outbox.code(email), action: 'check' })
  return browser
}

const save = (browser: FormBrowser, password = fresh, again = password) =>
  browser.submit({ password, again, action: 'save' })

const signIn = (browser: FormBrowser, login: string, password: string) =>
  browser.submit({ login, password, action: 'sign-in' })

describe('a forgotten password', () => {
  it('is made anew by a code, and then the sign-in goes on to the application with the new one', async () => {
    const who = await somebody()
    const browser = await proven(who)
    await save(browser)
    expect(browser.text).toContain('Your password is saved')
    expect([...browser.cookies.keys()].some((name) => name.includes('session'))).toBe(false)
    const href = /class="button primary" href="([^"]+)"/.exec(browser.html)?.[1] ?? ''
    await browser.open(href)
    expect(browser.html).toContain(`value="${who.login}"`)
    await signIn(browser, who.login, fresh)
    expect(browser.path).toBe('/consent')
    const other = newBrowser()
    await other.open(authorizeUrl())
    await signIn(other, who.login, who.password)
    expect(other.status).toBe(400)
  })
  it('ends every session and grant, tells the person, and is in the trail', async () => {
    const who = await somebody()
    const before = await signedInBrowser(who)
    const { body } = await redeem(await newCode({ scope: 'openid offline_access' }, before))
    outbox.clear()
    later(1)
    await save(await proven(who))
    expect(await refresh(body.refresh_token)).toBeOAuthError(400, 'invalid_grant')
    await before.open(authorizeUrl())
    expect(before.path).toBe('/sign-in')
    await vi.waitFor(() =>
      expect(outbox.mails.map((mail) => mail.subject)).toContain('Your password at Edgegrant was changed'),
    )
    expect((await trailOf(who.sub))[0]).toMatchObject({
      type: 'user.password_set',
      actor: { kind: 'person', id: who.sub },
      detail: { reset: true },
    })
  })
  it('does not skip a second factor', async () => {
    const who = await somebody()
    const secret = await addOneTimeCode({ db: bindings.DB, ...sealedByTests }, who.sub)
    const browser = await proven(who)
    await save(browser)
    await browser.open(/class="button primary" href="([^"]+)"/.exec(browser.html)?.[1] ?? '')
    await signIn(browser, who.login, fresh)
    expect(browser.path).toBe('/second-factor')
    await browser.submit({ method: 'totp', code: codeOf(secret), action: 'sign-in' })
    expect(browser.path).toBe('/consent')
  })
  it('keeps to the policy, and asks twice', async () => {
    const browser = await proven(await somebody())
    await save(browser, 'short')
    expect([browser.status, browser.path]).toEqual([400, '/reset-password'])
    expect(browser.text).toContain('A password has at least 12 characters.')
    await save(browser, 'password password1')
    expect(browser.text).toContain('guessed first')
    await save(browser, fresh, `${fresh}.`)
    expect(browser.text).toContain('The two passwords are not the same.')
    await save(browser)
    expect(browser.status).toBe(200)
  })
  it('a page of it that is used again changes nothing', async () => {
    const browser = await proven(await somebody())
    const copy = browser.newTab()
    Object.assign(copy, { url: browser.url, html: browser.html })
    await save(browser)
    await save(copy, 'eleven purple anvils sing')
    expect(copy.status).toBe(400)
    expect(copy.text).toContain('This link is no longer good')
  })
  it('is refused once too much time has passed since the code', async () => {
    const browser = await proven(await somebody())
    later(16 * 60)
    await save(browser)
    expect(browser.status).toBe(400)
    expect(browser.text).toContain('The code has expired')
  })
  it('answers alike for somebody, nobody, a disabled person and one whose password is kept elsewhere', async () => {
    const known = await somebody()
    const disabled = await somebody()
    await bindings.DB.prepare("UPDATE users SET status = 'disabled' WHERE sub = ?").bind(disabled.sub).run()
    const employee = await somebody()
    await bindings.DB.prepare(
      "INSERT INTO credentials (kind, id, sub, record, created_at) VALUES ('directory', 'corp 1', ?, '{}', 0)",
    )
      .bind(employee.sub)
      .run()
    const look = async (login: string) => {
      const browser = await asked(login)
      const asking = { status: browser.status, length: browser.html.length, text: browser.text }
      await browser.submit({ code: 'BBBB-BBBB', action: 'check' })
      const said = [asking, { status: browser.status, text: browser.text }]
      return JSON.parse(
        JSON.stringify(said)
          .replaceAll(login, 'LOGIN')
          .replace(/req_[\w-]+/g, ''),
      )
    }
    const pad = (login: string) => login.padEnd(known.login.length, 'x').slice(0, known.login.length)
    const seen = await look(known.login)
    expect(await look(pad('unknown'))).toEqual(seen)
    expect(await look(disabled.login)).toEqual(seen)
    expect(await look(employee.login)).toEqual(seen)
    const to = (address: string) => outbox.mails.filter((mail) => mail.to === address)
    expect(to(disabled.email)).toEqual([])
    expect(to(employee.email)[0]?.text).toContain('that of your organisation')
    expect(to(employee.email)[0]?.text).not.toMatch(/[B-Z]{4}-[B-Z]{4}/)
  })
  it('nobody makes one by way of an address that only another provider has said', async () => {
    const victim = await somebody({ password_hash: null }, { email_verified: false })
    await bindings.DB.prepare(
      "INSERT INTO credentials (kind, id, sub, record, created_at) VALUES ('provider', 'p 1', ?, '{}', 0)",
    )
      .bind(victim.sub)
      .run()
    await asked(victim.login)
    expect(outbox.mails).toEqual([])
  })
})

describe('a link that an operator sends', () => {
  it('goes by mail and opens anywhere, once', async () => {
    const who = await somebody({}, { email_verified: false })
    expect(await sendPasswordLink(await server(), operator(), who.sub)).toEqual({ mailed: true })
    const link = await outbox.link(who.email)
    const [first, second] = [newBrowser(), newBrowser()]
    await first.open(link)
    await second.open(link)
    expect(first.text).toContain('Make a new password')
    await save(first)
    expect(first.text).toContain('Your password is saved')
    await save(second)
    expect(second.status).toBe(400)
    await second.open(link)
    expect([second.status, second.html.includes('<form method="post" action="/reset')]).toEqual([400, false])
    const user = await serverFor(bindings).stores.users.findBySub(who.sub)
    expect(user?.claims.email_verified).toBe(true)
  })
  it('ends with the address that it was mailed to: the next one is not verified by it', async () => {
    const who = await somebody({}, { email_verified: false })
    await sendPasswordLink(await server(), operator(), who.sub)
    const link = await outbox.link(who.email)
    const opened = newBrowser()
    await opened.open(link)
    const email = `next-${who.email}`
    await updateUser(await server(), operator(), who.sub, { claims: { email } })
    await save(opened)
    expect([opened.status, opened.text.includes('no longer good')]).toEqual([400, true])
    await opened.open(link)
    expect([opened.status, opened.text.includes('no longer good')]).toEqual([400, true])
    const user = await serverFor(bindings).stores.users.findBySub(who.sub)
    expect(user?.claims).toMatchObject({ email })
    expect(user?.claims.email_verified ?? false).toBe(false)
  })
  it('so does a code of one that was forgotten', async () => {
    const who = await somebody({}, { email_verified: false })
    const browser = await proven(who)
    await updateUser(await server(), operator(), who.sub, { claims: { email: `next-${who.email}` } })
    await save(browser)
    expect([browser.status, browser.text.includes('no longer good')]).toEqual([400, true])
    const user = await serverFor(bindings).stores.users.findBySub(who.sub)
    expect(user?.claims.email_verified ?? false).toBe(false)
  })
  it('is good no more once another one is sent', async () => {
    const who = await somebody()
    const links: string[] = []
    for (const what of ['welcome', 'reset'] as const) {
      await sendPasswordLink(await server(), operator(), who.sub, what)
      links.push(await outbox.link(who.email))
      outbox.clear()
    }
    const browser = newBrowser()
    await browser.open(links[0] ?? '')
    expect([browser.status, browser.text.includes('no longer good')]).toEqual([400, true])
    await browser.open(links[1] ?? '')
    await save(browser)
    expect(browser.text).toContain('Your password is saved')
  })
  it('is told once where there is no mail, and then proves no address', async () => {
    await set({ mail: { from: null } })
    later(120)
    const who = await somebody({}, { email_verified: false })
    const sent = await sendPasswordLink(await server(), operator(), who.sub, 'welcome')
    const browser = newBrowser()
    await browser.open('link' in sent ? sent.link : '')
    await save(browser)
    expect(browser.text).toContain('Your password is saved')
    const user = await serverFor(bindings).stores.users.findBySub(who.sub)
    expect(user?.claims.email_verified).toBe(false)
    await set({ mail: { from: 'no-reply@id.example.com' } })
    later(120)
  })
  it('one that is made up, or older than its days, is a page that says so', async () => {
    const who = await somebody()
    await sendPasswordLink(await server(), operator(), who.sub)
    const link = await outbox.link(who.email)
    later(100_000)
    for (const opened of [link, `${issuer}/reset-password?link=made.up`, `${link}x`]) {
      const response = await fetchPath(opened.replace(issuer, ''))
      expect(response.status).toBe(400)
      expect(await response.text()).toContain('This link is no longer good')
    }
  })
})

describe('the email address at /account', () => {
  const at = async (sub: string, browser: FormBrowser) => {
    const here = new Visitor(browser, sub)
    await here.open('/account/email')
    return here
  }

  it('is changed once the new one is proven; the old one is told; who signed in by it signs in by the new one', async () => {
    const old = `mover${++person}@example.com`
    const next = `moved${person}@example.org`
    const sub = `sub-of-mover${person}`
    await addPerson({ sub, user_id: old, claims: { email: old, email_verified: true } })
    const here = await at(sub, await signedInBrowser({ login: old, password: alice.password }))
    const page = await here.send('/account/email', { email: next, action: 'send' })
    expect(page.text).toContain(`A code is on its way to ${next}`)
    expect((await serverFor(bindings).stores.users.findBySub(sub))?.claims.email).toBe(old)
    const change = here.browser.hidden().change ?? ''
    const wrong = await here.post('/account/email', { change, code: 'BBBB-BBBB', action: 'check' })
    expect([wrong.status, wrong.text.includes('Tries left: 4.')]).toEqual([400, true])
    const code = await outbox.code(next)
    expect((await here.send('/account/email', { change, code, action: 'check' })).text).toContain(
      `Your email address is ${next} now, and verified.`,
    )
    const user = await serverFor(bindings).stores.users.findBySub(sub)
    expect(user).toMatchObject({ user_id: next, claims: { email: next, email_verified: true } })
    const told = await outbox.last(old)
    expect(told.subject).toContain('was changed')
    expect(told.text).toContain(`${next[0]}…@example.org`)
  })
  it('of somebody else is not taken, and the page says the same; its owner is told', async () => {
    const owner = await somebody()
    const me = await visitor(`taker${++person}`)
    await me.open('/account/email')
    const page = await me.send('/account/email', { email: owner.email, action: 'send' })
    expect(page.text).toContain(`A code is on its way to ${owner.email}`)
    expect((await outbox.last(owner.email)).text).not.toMatch(/[B-Z]{4}-[B-Z]{4}/)
  })
  it('asks for the second factor first, where there is one', async () => {
    const me = await visitor(`strong${++person}`)
    await me.open('/account/email')
    const record = {
      ...{ id: `passkey-${person}`, counter: 0, public_key: 'pQECAyYg', synced: true, backed_up: true },
      ...{ transports: [], aaguid: '00000000-0000-0000-0000-000000000000', name: 'Key' },
    }
    await addPasskey(await server(), operator(), me.sub, record)
    outbox.clear()
    const email = `mine-now${person}@example.com`
    const { location } = await me.post('/account/email', { email, action: 'send' })
    expect(location).toMatch(/^\/second-factor/)
    expect(outbox.mails.filter(({ to }) => to === email)).toEqual([])
  })
  it('a code in another session is nothing', async () => {
    const me = await visitor(`one${++person}`)
    await me.open('/account/email')
    const next = `one-next${person}@example.com`
    await me.send('/account/email', { email: next, action: 'send' })
    const change = me.browser.hidden().change ?? ''
    const other = await visitor(`two${person}`)
    await other.open('/account/email')
    const code = await outbox.code(next)
    const seen = await other.post('/account/email', { change, code, action: 'check' })
    expect([seen.status, seen.text.includes('belongs to another sign-in')]).toEqual([400, true])
  })
  it('takes nothing that a header could be made of', async () => {
    const me = await visitor(`three${++person}`)
    await me.open('/account/email')
    for (const email of [
      'a@b.example\r\nBcc: x@example.com',
      'a@b, c@d.example',
      '<a@b.example>',
      'a@',
      '@b',
    ]) {
      const seen = await me.post('/account/email', { email, action: 'send' })
      expect([email, seen.status]).toEqual([email, 400])
    }
    expect(outbox.mails).toEqual([])
  })
})
