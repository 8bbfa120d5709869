/** Everybody's own account: what they see and end is theirs, and what is ended ends in the same second. */
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { defaultSettings } from '../../src/protocol/settings.ts'
import { Users } from '../../src/stores/users.ts'
import {
  addPerson,
  alice,
  allScopes,
  answerTo,
  authorize,
  bindings,
  issuer,
  later,
  newBrowser,
  newCode,
  populate,
  redeem,
  refresh,
  register,
  stopClock,
  userinfo,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import { attempt } from '../support/guesser.ts'
import { proveTwice } from '../support/second-factor.ts'

const bob = { login: 'bob', password: 'a fine long password' }
const root = { login: 'root', password: 'the password of the operator' }
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0'

beforeAll(async () => {
  await populate()
  const claims = { name: 'Bob Brown', email: 'bob@example.com' }
  await addPerson({ sub: 'sub-of-bob', user_id: bob.login, password: bob.password, roles: [], claims })
  await addPerson({
    sub: 'sub-of-root',
    user_id: root.login,
    password: root.password,
    roles: ['admin'],
    claims: {},
  })
})
beforeEach(stopClock)
afterEach(() => vi.useRealTimers())

async function enter(path: string, person = alice, browser = newBrowser()): Promise<FormBrowser> {
  await browser.open(issuer + path)
  if (browser.path === '/sign-in') await browser.submit({ ...person, action: 'sign-in' })
  await proveTwice(browser, person.login)
  return browser
}

/** Sends a form of the page that is shown. */
const post = (
  browser: FormBrowser,
  path: string,
  fields: Record<string, string>,
  token = browser.hidden().token ?? '',
) =>
  browser.open(issuer + path, {
    method: 'POST',
    body: new URLSearchParams({ token, ...fields }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: issuer },
  })

const sidsOf = ({ html }: FormBrowser) =>
  [...html.matchAll(/name="session" value="([^"]+)"/g)].map(([, sid]) => sid ?? '')
const person = async (login: string) => new Users(bindings.DB).findByLogin(login)

describe('a profile', () => {
  it('is changed by its owner, and applications see it at once', async () => {
    const { body } = await redeem(await newCode({ scope: 'openid profile' }))
    const browser = await enter('/account')
    const { version = '' } = browser.hidden()
    const profile = {
      name: 'Alice A.',
      given_name: 'Alice',
      nickname: 'Al',
      zoneinfo: 'Europe/Oslo',
      locale: 'nb-no',
    }
    await post(browser, '/account', { version, ...profile })
    expect(browser.text).toContain('Saved.')
    expect((await userinfo(body.access_token)).body).toMatchObject({
      ...profile,
      locale: 'nb-NO',
      updated_at: Math.floor(Date.now() / 1000),
    })
    expect((await userinfo(body.access_token)).body.family_name).toBeUndefined() // it was left empty
  })

  it('has no field for what opens doors, and none is taken', async () => {
    const browser = await enter('/account', bob)
    const more = {
      roles: 'admin',
      user_type: 'admin',
      status: 'active',
      email: 'root@example.com',
      user_id: 'root',
    }
    await post(browser, '/account', { name: 'Bob', email_verified: 'true', sub: 'sub-of-alice', ...more })
    expect(await person('bob')).toMatchObject({
      roles: [],
      user_type: 'customer',
      claims: { name: 'Bob', email: 'bob@example.com' },
    })
    expect((await person('bob'))?.claims.email_verified).toBeUndefined()
  })

  it('is told what is wrong, and by whom it was changed meanwhile', async () => {
    const browser = await enter('/account', bob)
    const { version = '' } = browser.hidden()
    const wrong = { picture: 'javascript:alert(1)', zoneinfo: 'Nowhere', locale: '?', birthdate: 'soon' }
    await post(browser, '/account', { version, name: '<b>Bob</b>', ...wrong })
    expect(browser.status).toBe(400)
    for (const label of ['Picture', 'Time zone', 'Language']) expect(browser.text).toContain(`${label}: `)
    expect(browser.html).not.toContain('<b>Bob')

    await post(browser, '/account', { version, name: 'Bobby' })
    await post(browser, '/account', { version, name: 'Robert' })
    expect(browser.text).toContain('Somebody else changed this meanwhile')
    expect((await person('bob'))?.claims.name).toBe('Bobby')
  })

  it('is changed by an operator of themself as well', async () => {
    const browser = await enter('/account', root)
    await post(browser, '/account', { name: 'Root' })
    expect(await person('root')).toMatchObject({ claims: { name: 'Root' }, roles: ['admin'] })
  })
})

describe('where somebody is signed in', () => {
  it('is named in plain words, this browser first, and a device names no markup', async () => {
    const strange = newBrowser({ 'user-agent': '<script>alert(1)</script> Firefox/1' })
    await enter('/account', bob, strange)
    const browser = await enter('/account/security', bob, newBrowser({ 'user-agent': firefox }))
    expect(browser.text).toMatch(/Firefox on Linux This browser Last used: in the last five minutes/)
    expect(browser.html).not.toContain('<script>alert')
    await post(browser, '/account/security', { action: 'end-others' })
  })

  it('is ended one by one, and all others at once', async () => {
    const mine = await enter('/account/security', bob)
    await post(mine, '/account/security', { action: 'end-others' })
    const [one, two] = [await enter('/account', bob), await enter('/account', bob)]
    await mine.open(`${issuer}/account/security`)
    expect(sidsOf(mine)).toHaveLength(2)
    await post(mine, '/account/security', { action: 'end', session: sidsOf(mine)[0] ?? '' })
    expect(mine.text).toContain('That browser is signed out.')
    expect(sidsOf(mine)).toHaveLength(1)
    const asked = async () => {
      const paths = []
      for (const browser of [one, two]) {
        await browser.open(`${issuer}/account`)
        paths.push(browser.path)
      }
      return paths.sort()
    }
    expect(await asked()).toEqual(['/account', '/sign-in'])
    await post(mine, '/account/security', { action: 'end-others' })
    expect(await asked()).toEqual(['/sign-in', '/sign-in'])
    await mine.open(`${issuer}/account`)
    expect(mine.path).toBe('/account')
  })

  it("nobody ends another's session: it is as if it were not there", async () => {
    const others = await enter('/account/security', alice)
    await enter('/account', alice)
    await others.open(`${issuer}/account/security`)
    const [session = ''] = sidsOf(others)
    expect(session).not.toBe('')
    const browser = await enter('/account/security', bob)
    for (const tried of [session, 'nobody-s', '']) {
      await browser.open(`${issuer}/account/security`)
      await post(browser, '/account/security', { action: 'end', session: tried })
      expect([browser.status, browser.text.includes('Nothing is here')]).toEqual([404, true])
    }
    await others.open(`${issuer}/account/security`)
    expect(sidsOf(others)).toContain(session)
  })
})

describe('a connected application', () => {
  const scope = 'openid profile read offline_access'

  it('says what it may do in the sentences of the consent page, since when and when last used', async () => {
    const browser = newBrowser()
    const { body } = await redeem(await newCode({ scope }, browser))
    later(86_400)
    await refresh(body.refresh_token)
    later(1_200)
    await browser.open(`${issuer}/account/applications`)
    for (const sentence of ['Web app', 'Read your things', 'See your name and profile', 'Stay connected'])
      expect(browser.text).toContain(sentence)
    expect(browser.text).toMatch(/Connected since \d+ \w+ \d{4} · Last used: 20 minutes ago/)
  })

  it('that is disconnected is refused in the same second, and has to ask again', async () => {
    const browser = newBrowser()
    const { body } = await redeem(await newCode({ scope }, browser))
    await browser.open(`${issuer}/account/applications`)
    await post(browser, '/account/applications', { application: 'web' })
    expect(browser.text).toContain('Disconnected.')
    expect((await refresh(body.refresh_token)).body).toMatchObject({ error: 'invalid_grant' })
    expect((await userinfo(body.access_token)).status).toBe(401)
    expect(browser.text).not.toContain('Web app')
    expect(await answerTo(browser, { scope: 'openid' })).toBeUndefined()
    expect(browser.path).toBe('/consent')
  })

  it('that is disconnected gets nothing for a code that it had kept back', async () => {
    const browser = newBrowser()
    const code = await newCode({ scope }, browser)
    await browser.open(`${issuer}/account/applications`)
    await post(browser, '/account/applications', { application: 'web' })
    expect((await redeem(code)).body).toMatchObject({ error: 'invalid_grant' })
    later(1)
    expect((await redeem(await newCode({ scope }, browser))).status).toBe(200)
  })

  it('of somebody else is not there, and stays as it is', async () => {
    later(1) // than what was disconnected
    const { body } = await redeem(await newCode({ scope }))
    const browser = await enter('/account/applications', bob)
    for (const application of ['web', 'nothing', '']) {
      await browser.open(`${issuer}/account/applications`)
      await post(browser, '/account/applications', { application })
      expect(browser.status).toBe(404)
    }
    expect((await refresh(body.refresh_token)).status).toBe(200)
  })

  it('names no markup and no address but a web one', async () => {
    const name = '<img src=x onerror=alert(1)>"\'&'
    await register(
      { client_id: 'evil', client_name: name },
      { client_uri: 'javascript:alert(1)', logo_uri: 'http://x.example/' },
    )
    const browser = newBrowser()
    await authorize(browser, { client_id: 'evil', scope: 'openid' })
    await browser.open(`${issuer}/account/applications`)
    expect(browser.text).toContain(name)
    expect(browser.html).not.toMatch(/<img src=x|href="javascript|src="http:/)
  })
})

describe('a password', () => {
  const another = { login: 'carol', password: 'nine wet umbrellas' }
  const fresh = 'eleven dry umbrellas'
  beforeAll(() =>
    addPerson({
      sub: 'sub-of-carol',
      user_id: 'carol',
      password: another.password,
      claims: { name: 'Carol' },
    }),
  )

  it('is asked for again before its page opens, where the sign-in is not recent', async () => {
    const browser = await enter('/account/password', another)
    expect(browser.path).toBe('/account/password')
    later(6 * 60)
    await browser.open(`${issuer}/account/password`)
    expect(browser.path).toBe('/sign-in')
    expect(browser.text).toContain('Confirm it is you')
    await browser.submit({ ...another, action: 'sign-in' })
    await proveTwice(browser, another.login)
    expect(browser.path).toBe('/account/password')
    later(16 * 60)
    await post(browser, '/account/password', { current: another.password, password: fresh, again: fresh })
    expect(browser.path).toBe('/sign-in')
  })

  it('is not kept from its owner by those who guess from elsewhere', async () => {
    const browser = await enter('/account/password', another)
    for (let time = 0; time < 5; time++) await attempt(another.login, 'wrong')
    await post(browser, '/account/password', { current: 'wrong', password: fresh, again: fresh })
    expect(browser.text).not.toContain('Too many tries')
    expect(browser.text).toContain('not right')
    later(120)
  })

  it('is refused where it is short, guessed first, their own name, typed differently or the same', async () => {
    const browser = await enter('/account/password', another)
    const table = [
      ['short', 'short', 'at least 12 characters'],
      ['password1234', 'password1234', 'guessed first'],
      ['carol-carol-1', 'carol-carol-1', 'own name'],
      [fresh, 'eleven dry', 'not the same'],
      [another.password, another.password, 'the one that you have'],
    ]
    for (const [password = '', again = '', why] of table) {
      await post(browser, '/account/password', { current: another.password, password, again })
      expect([browser.status, browser.text]).toEqual([400, expect.stringContaining(why ?? '')])
    }
    expect(browser.html).not.toContain(another.password) // nothing that was typed comes back
  })

  it('is guessed here no faster than at the sign-in', async () => {
    const browser = await enter('/account/password', another)
    const guess = (current: string) =>
      post(browser, '/account/password', { current, password: fresh, again: fresh })
    const free = defaultSettings.throttle.account.free + defaultSettings.known_devices.tries
    for (let tries = 0; tries < free; tries++) {
      await guess('wrong')
      expect(browser.text).toContain('Current password: it is not right.')
    }
    await guess(another.password)
    expect(browser.text).toContain('Too many tries. Wait')
    later(60)
  })

  it('is changed: all other sessions and grants end, this browser goes on under another cookie', async () => {
    const { body } = await redeem(await codeOf(another))
    const other = await enter('/account', another)
    const browser = await enter('/account/password', another)
    const stolen = new Map(browser.cookies)
    await post(browser, '/account/password', { current: another.password, password: fresh, again: fresh })
    expect([browser.path, browser.text]).toEqual([
      '/account/security',
      expect.stringContaining('Your password is changed.'),
    ])
    expect(sidsOf(browser)).toEqual([])
    expect((await refresh(body.refresh_token)).body).toMatchObject({ error: 'invalid_grant' })
    await other.open(`${issuer}/account`)
    expect(other.path).toBe('/sign-in')
    for (const [name, value] of stolen) other.cookies.set(name, value)
    await other.open(`${issuer}/account`)
    expect(other.path).toBe('/sign-in')
    expect((await enter('/account', { ...another, password: fresh })).path).toBe('/account')
    expect((await enter('/account', another)).path).toBe('/sign-in')
    later(60)
  })

  it('may be changed without ending anything', async () => {
    const now = { ...another, password: fresh }
    const { body } = await redeem(await codeOf(now))
    const other = await enter('/account', now)
    const browser = await enter('/account/password', now)
    const password = 'twelve new umbrellas'
    await post(browser, '/account/password', { current: fresh, password, again: password, keep: 'on' })
    expect(browser.path).toBe('/account/security')
    expect((await refresh(body.refresh_token)).status).toBe(200)
    await other.open(`${issuer}/account`)
    expect(other.path).toBe('/account')
  })

  const codeOf = async (who: typeof another) =>
    (await authorize(newBrowser(), { scope: allScopes.join(' ') }, who)).searchParams.get('code') ?? ''
})

describe('activity and data', () => {
  it('shows what happened to the account, and from where only what was the person’s own doing', async () => {
    const browser = await enter('/account/password', bob, newBrowser({ 'user-agent': firefox }))
    await post(browser, '/account/password', {
      current: 'wrong',
      password: 'twelve new umbrellas',
      again: 'twelve new umbrellas',
    })
    await vi.waitFor(
      async () => {
        vi.setSystemTime(Date.now() + 10_000) // the shard moves its events by alarm, the tally by time
        await browser.open(`${issuer}/account/activity`)
        expect(browser.text).toContain('You changed your profile')
        expect(browser.text).toMatch(/You signed in Firefox on Linux/)
        expect(browser.text).toContain('A sign-in was refused: the password was wrong Was it you?')
      },
      { timeout: 15_000, interval: 500 },
    )
    expect(browser.text).not.toContain('Alice')
  })

  it('comes as one file of JSON, with nothing secret and nothing of others', async () => {
    const browser = await enter('/account/data')
    const { token = '' } = browser.hidden()
    const answer = await browser.fetch(`${issuer}/account/data`, {
      method: 'POST',
      body: new URLSearchParams({ token }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: issuer },
    })
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="account-[\d-]+\.json"$/)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const text = await answer.text()
    const data = JSON.parse(text) as Record<string, unknown>
    expect(data).toMatchObject({
      account: { sub: 'sub-of-alice', user_id: 'alice', claims: { email: 'alice@example.com' } },
      sessions: expect.arrayContaining([expect.objectContaining({ amr: ['pwd'] })]),
      consents: expect.arrayContaining([expect.objectContaining({ client_id: 'evil' })]),
      events: expect.any(Array),
    })
    expect(text).not.toMatch(/scrypt|bob|passwordHash/)
    later(16 * 60)
    await post(browser, '/account/data', {}, token)
    expect(browser.path).toBe('/sign-in')
  })
})

describe('a form of the account', () => {
  it.each([
    '/account',
    '/account/security',
    '/account/password',
    '/account/applications',
    '/account/data',
    '/account/delete',
  ])('%s counts only from a page of ours, in the session it was shown in', async (path) => {
    const others = await enter('/account', alice)
    const browser = await enter('/account', bob)
    const token = browser.hidden().token ?? ''
    const table: [string, Record<string, string>][] = [
      ['', { origin: issuer }],
      [others.hidden().token ?? '', { origin: issuer }],
      [token, { origin: 'https://elsewhere.example' }],
      [token, { origin: issuer, 'sec-fetch-site': 'cross-site' }],
    ]
    for (const [sent, headers] of table) {
      const answer = await browser.fetch(issuer + path, {
        method: 'POST',
        body: new URLSearchParams({ token: sent, login: 'bob', action: 'end-others', name: 'x' }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      })
      expect(answer.status).toBe(400)
    }
    expect((await person('bob'))?.claims.name).not.toBe('x')
  })

  it('leads to the sign-in where nobody is signed in', async () => {
    for (const path of [
      '/account',
      '/account/security',
      '/account/applications',
      '/account/activity',
      '/account/data',
      '/account/delete',
    ]) {
      const browser = newBrowser()
      await browser.open(issuer + path)
      expect(browser.path).toBe('/sign-in')
    }
  })
})

describe('deleting an account', () => {
  const dora = { login: 'dora', password: 'two odd bicycles' }
  beforeAll(() =>
    addPerson({ sub: 'sub-of-dora', user_id: 'dora', password: dora.password, claims: { name: 'Dora' } }),
  )

  it('takes a recent sign-in and the user name typed; then everything ends at once', async () => {
    const code =
      (await authorize(newBrowser(), { scope: 'openid read offline_access' }, dora)).searchParams.get(
        'code',
      ) ?? ''
    const { body } = await redeem(code)
    const other = await enter('/account', dora)
    const browser = await enter('/account/delete', dora)
    await post(browser, '/account/delete', { login: 'somebody' })
    expect([browser.status, browser.text]).toEqual([
      400,
      expect.stringContaining('This is not your user name.'),
    ])
    later(16 * 60)
    await browser.open(`${issuer}/account/delete`)
    expect(browser.path).toBe('/sign-in')
    await browser.submit({ ...dora, action: 'sign-in' })
    await proveTwice(browser, dora.login)
    await post(browser, '/account/delete', { login: 'Dora' })
    expect(browser.text).toContain('Your account is deleted')
    expect(await person('dora')).toBeUndefined()
    expect((await refresh(body.refresh_token)).body).toMatchObject({ error: 'invalid_grant' })
    expect((await userinfo(body.access_token)).status).toBe(401)
    for (const each of [other, browser]) {
      await each.open(`${issuer}/account`)
      expect(each.path).toBe('/sign-in')
    }
    const event = await bindings.DB.prepare(
      "SELECT record FROM audit WHERE type = 'user.deleted'",
    ).first<string>('record')
    expect(JSON.parse(event ?? '')).toMatchObject({ actor: { id: 'sub-of-dora' }, subject: 'sub-of-dora' })
    expect(event).not.toContain('Dora"') // of their claims, only which there were
  })

  it('is not for an operator to do to themself', async () => {
    const browser = await enter('/account/delete', root)
    expect(browser.status).toBe(403)
    await post(browser, '/account/delete', { login: 'root' })
    expect([browser.status, await person('root')]).toEqual([403, expect.anything()])
  })
})
