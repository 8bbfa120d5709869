import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeUserCode, readUserCode, showUserCode } from '../../src/protocol/user-code.ts'
import {
  addPerson,
  alice,
  api,
  claimsOf,
  fetchPath,
  issuer,
  later,
  newBrowser,
  newCode,
  populate,
  register,
  registerApi,
  signedInBrowser,
  token,
  userinfo,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import { as, bend, grantType, introspect, post, tokenAs, untilCopiesEnd } from '../support/grants.ts'

const vault = 'https://vault.example.com'

interface Asked {
  device_code: string
  user_code: string
  verification_uri: string
  verification_uri_complete: string
  expires_in: number
  interval: number
}

describe('RFC 8628 device authorization', () => {
  let browser: FormBrowser
  const television = {
    client_id: 'tv',
    client_name: 'Television',
    token_endpoint_auth_method: 'none' as const,
    redirect_uris: [],
    grant_types: [grantType.device, 'refresh_token'],
    response_types: [],
    scope: ['openid', 'offline_access', 'read', 'write'],
    default_scope: ['read'],
  }
  const begin = async (form: Record<string, string> = {}, client_id = 'tv') => {
    const { status, headers, body } = await post('/oauth2/device_authorization', { client_id, ...form })
    return { status, headers, body: body as unknown as Asked }
  }
  const poll = (device_code: string, more: Record<string, string> = {}) =>
    token({ grant_type: grantType.device, device_code, client_id: 'tv', ...more }, {})
  /** Types the code and stops at what is shown. */
  const type = async (user_code: string, tab = browser.newTab()) => {
    await tab.open(`${issuer}/device`)
    await tab.submit({ user_code })
    return tab
  }
  const approve = async (user_code: string) => {
    const tab = await type(user_code)
    await tab.submit({ action: 'allow' })
    return tab
  }
  const approved = async (form: Record<string, string> = {}) => {
    const { body } = await begin(form)
    await approve(body.user_code)
    return body.device_code
  }

  beforeAll(async () => {
    await populate()
    await registerApi({ introspection_clients: ['api-server'] })
    await registerApi({ identifier: vault, scopes: { 'vault.read': 'Open' }, token_format: 'reference' })
    await register({ client_id: 'api-server', grant_types: [] })
    await register(television)
    await register({ ...television, client_id: 'tv-2' })
    browser = await signedInBrowser()
  })
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: Math.ceil(Date.now() / 1000) * 1000 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  describe('§3.2 the device asks', () => {
    it('gets two codes, where to send its person, and how often to poll', async () => {
      const { status, headers, body } = await begin()
      expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
      expect(body).toEqual({
        device_code: expect.any(String),
        user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
        verification_uri: `${issuer}/device`,
        verification_uri_complete: `${issuer}/device?user_code=${body.user_code}`,
        expires_in: 600,
        interval: 5,
      })
    })
    it('never the same codes twice', async () => {
      const made = await Promise.all(Array.from({ length: 20 }, () => begin()))
      expect(new Set(made.map(({ body }) => body.user_code)).size).toBe(20)
      expect(new Set(made.map(({ body }) => body.device_code)).size).toBe(20)
    })
    it('a confidential client authenticates', async () => {
      await register({ client_id: 'kiosk', grant_types: [grantType.device] })
      expect(await post('/oauth2/device_authorization', { client_id: 'kiosk' })).toBeOAuthError(
        401,
        'invalid_client',
      )
      expect((await post('/oauth2/device_authorization', {}, as('kiosk'))).status).toBe(200)
    })
    it.each([
      ['an unknown client', { client_id: 'nobody' }, 401, 'invalid_client'],
      ['no client', { client_id: '' }, 401, 'invalid_client'],
      ['a client that is not registered for it', { client_id: 'spa' }, 400, 'unauthorized_client'],
      ['a scope that is not registered', { scope: 'admin' }, 400, 'invalid_scope'],
      ['an API that is not linked', { resource: vault }, 400, 'invalid_target'],
    ] as [string, Record<string, string>, number, string][])('%s', async (_, form, status, error) => {
      expect(await post('/oauth2/device_authorization', { client_id: 'tv', ...form })).toBeOAuthError(
        status,
        error,
      )
    })
    it('two APIs that one token cannot suit: said to the device, not to the person', async () => {
      await register({
        ...television,
        client_id: 'tv-both',
        scope: ['read', 'vault.read'],
        resources: [api, vault],
      })
      const form = { client_id: 'tv-both', scope: 'read vault.read' }
      expect(await post('/oauth2/device_authorization', form)).toBeOAuthError(400, 'invalid_target')
    })
    it('GET is refused', async () => {
      expect((await fetchPath('/oauth2/device_authorization')).status).toBe(405)
    })
  })

  describe('§3.3 the person', () => {
    it('types the code, sees who asks for what and the code once more, says yes, and is told to go back', async () => {
      const { body } = await begin({ scope: 'openid read' })
      const tab = await type(body.user_code)
      expect([tab.status, tab.path]).toEqual([200, '/consent'])
      expect(tab.text).toContain('Television')
      expect(tab.text).toContain('Read your things')
      expect(tab.text).toMatch(/device in front of you show this code/)
      expect(tab.text).toContain(` ${body.user_code} `)
      expect(tab.text).toMatch(/somebody sent it to you/)
      await tab.submit({ action: 'allow' })
      expect([tab.status, tab.text]).toEqual([200, expect.stringContaining('The device is connected')])
    })
    it('signs in on the way', async () => {
      const { body } = await begin()
      const tab = await type(body.user_code, newBrowser())
      expect(tab.path).toBe('/sign-in')
      await tab.submit({ ...alice, action: 'sign-in' })
      expect(tab.path).toBe('/consent')
      await tab.submit({ action: 'allow' })
      expect((await poll(body.device_code)).status).toBe(200)
    })
    it.each([
      ['as shown', (code: string) => code],
      ['in small letters', (code: string) => code.toLowerCase()],
      ['without the hyphen', (code: string) => code.replace('-', '')],
      ['with spaces', (code: string) => ` ${code.replace('-', ' ')} `],
      ['with another dash', (code: string) => code.replace('-', '–')],
      ['letter by letter', (code: string) => [...code].join(' ')],
    ])('§6.1: the code %s', async (_, spelled) => {
      expect((await type(spelled((await begin()).body.user_code))).path).toBe('/consent')
    })
    it.each(
      [['', 'ABC', 'AEIO-UAEI', 'BCDF-GHJ', 'BCDF-GHJKL', '1234-5678', '<script>', 'ＢＣＤＦ-GHJK']].flat(),
    )('what cannot be a code is said at once, and counts as no guess: %s', async (typed) => {
      const tab = await type(typed)
      expect([tab.status, tab.path, tab.text]).toEqual([
        400,
        '/device',
        expect.stringContaining('eight letters'),
      ])
      expect(tab.html).not.toContain('<script>')
    })
    it('§3.3.1: a code in the link only fills the form; it still has to be sent, and consented to', async () => {
      const { body } = await begin()
      const tab = browser.newTab()
      await tab.open(body.verification_uri_complete)
      expect([tab.status, tab.path]).toEqual([200, '/device'])
      expect(tab.html).toContain(`value="${body.user_code}"`)
      expect(tab.text).toMatch(/a code from a device that you hold or see.*somebody sent it to you/)
      expect(await poll(body.device_code)).toBeOAuthError(400, 'authorization_pending')
      await tab.submit({ user_code: body.user_code })
      expect(tab.path).toBe('/consent')
      later(5)
      expect(await poll(body.device_code)).toBeOAuthError(400, 'authorization_pending')
    })
    it('§5.4: consent is asked every time, of a first-party device too, and never remembered', async () => {
      await register({ ...television, client_id: 'tv-own', first_party: true })
      for (const client_id of ['tv', 'tv', 'tv-own', 'tv-own']) {
        const { body } = await begin({}, client_id)
        const tab = await type(body.user_code)
        expect([client_id, tab.path]).toEqual([client_id, '/consent'])
        await tab.submit({ action: 'allow' })
        expect(tab.text).toContain('connected')
      }
    })
    it('says no: the device is told, and only that', async () => {
      const { body } = await begin()
      const tab = await type(body.user_code)
      await tab.submit({ action: 'deny' })
      expect([tab.status, tab.text]).toEqual([200, expect.stringContaining('The device was refused')])
      for (let time = 0; time < 2; time++)
        expect(await poll(body.device_code)).toBeOAuthError(400, 'access_denied')
    })
    it('goes away from the sign-in page: that is a no', async () => {
      const { body } = await begin()
      const tab = await type(body.user_code, newBrowser())
      await tab.submit({ action: 'cancel' })
      expect(await poll(body.device_code)).toBeOAuthError(400, 'access_denied')
    })
    it('is too late: the page says so, and the device too', async () => {
      const { body } = await begin()
      const tab = await type(body.user_code)
      later(600)
      await tab.submit({ action: 'allow' })
      expect([tab.status, tab.text]).toEqual([400, expect.stringContaining('The code has ended')])
      expect(await poll(body.device_code)).toBeOAuthError(400, 'expired_token')
      expect((await type(body.user_code)).text).toContain('This code is not known')
    })
    it('a yes and a no at the same time: only the one that counted is said to have', async () => {
      for (let round = 0; round < 10; round++) {
        const { body } = await begin()
        const [yes, no] = [await type(body.user_code), await type(body.user_code)]
        const answers = [() => yes.submit({ action: 'allow' }), () => no.submit({ action: 'cancel' })]
        await Promise.all((round % 2 === 0 ? answers : answers.reverse()).map((answer) => answer()))
        const given = (await poll(body.device_code)).status === 200
        expect([yes.text.includes('is connected'), no.text.includes('was refused')]).toEqual([given, !given])
      }
    })
    it('answers once: of two people the first decides', async () => {
      await addPerson({ sub: 'sub-of-bob', user_id: 'bob', claims: {} })
      const { body } = await begin({ scope: 'openid' })
      const one = await type(body.user_code)
      const other = await type(body.user_code, await signedInBrowser({ ...alice, login: 'bob' }))
      await other.submit({ action: 'allow' })
      await one.submit({ action: 'allow' })
      expect([one.status, one.text]).toEqual([400, expect.stringContaining('The code has ended')])
      expect(claimsOf((await poll(body.device_code)).body.id_token).sub).toBe('sub-of-bob')
    })
    it('goes back and presses once more: nothing is asked twice', async () => {
      const { body } = await begin()
      const tab = await approve(body.user_code)
      expect((await type(body.user_code, tab)).text).toContain('This code is not known')
      expect((await poll(body.device_code)).status).toBe(200)
    })
    it('whose session ended before they said yes signs in again', async () => {
      const { body } = await begin()
      const own = await signedInBrowser()
      const tab = await type(body.user_code, own)
      const cookie = [...own.cookies.keys()].find((name) => name.includes('session'))!
      own.cookies.delete(cookie)
      await tab.submit({ action: 'allow' })
      expect(tab.path).toBe('/sign-in')
      expect(await poll(body.device_code)).toBeOAuthError(400, 'authorization_pending')
    })
  })

  describe('§5.4, §5.5: nobody is made to say yes', () => {
    const sent = async (headers: Record<string, string>) => {
      const { body } = await begin()
      const form = new URLSearchParams({ user_code: body.user_code }).toString()
      const type = { 'content-type': 'application/x-www-form-urlencoded' }
      return browser
        .newTab()
        .fetch(`${issuer}/device`, { method: 'POST', body: form, headers: { ...type, ...headers } })
    }
    it.each([
      ['another origin', { origin: 'https://evil.example' }],
      ['a null origin', { origin: 'null' }],
      ['another site', { 'sec-fetch-site': 'cross-site', origin: issuer }],
      ['another host of the same site', { 'sec-fetch-site': 'same-site', origin: issuer }],
    ])('a code posted from %s is refused', async (_, headers) => {
      const response = await sent(headers)
      expect([response.status, response.headers.get('location')]).toEqual([400, null])
    })
    it('from our own page it is taken', async () => {
      expect((await sent({ origin: issuer, 'sec-fetch-site': 'same-origin' })).status).toBe(303)
    })
    it('a consent that was begun in another browser is not taken', async () => {
      const { body } = await begin()
      const tab = await type(body.user_code)
      const other = await signedInBrowser()
      const response = await other.fetch(`${issuer}/consent`, {
        method: 'POST',
        body: new URLSearchParams({ ...tab.hidden(), action: 'allow' }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: issuer },
      })
      expect(response.status).toBe(400)
      expect(await poll(body.device_code)).toBeOAuthError(400, 'authorization_pending')
    })
    it('the pages may not be framed', async () => {
      const { headers } = await fetchPath('/device')
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    })
  })

  describe('§5.1 guessing codes is slowed down', () => {
    const guess = async (headers: Record<string, string>) => {
      const tab = newBrowser(headers)
      return type(showUserCode(makeUserCode(crypto.getRandomValues(new Uint8Array(32)))), tab)
    }
    it('ten guesses are answered, the next must wait, also with a code that is right; then it goes on', async () => {
      const headers = { 'cf-connecting-ip': '198.51.100.7' }
      for (let time = 0; time < 10; time++)
        expect((await guess(headers)).text).toContain('This code is not known')
      const { body } = await begin()
      const tab = await type(body.user_code, newBrowser(headers))
      expect(tab.status).toBe(429)
      expect(tab.text).toMatch(/Too many tries\. Wait 1 s\b/)
      later(1)
      expect((await type(body.user_code, newBrowser(headers))).path).toBe('/sign-in')
    })
    it('one address waits, others do not; addresses of one network are one', async () => {
      for (let time = 0; time < 10; time++) await guess({ 'cf-connecting-ip': `2001:db8:1:2::${time}` })
      expect((await guess({ 'cf-connecting-ip': '2001:db8:1:2:ffff::1' })).status).toBe(429)
      expect((await guess({ 'cf-connecting-ip': '2001:db8:1:3::1' })).status).toBe(400)
    })
    it('a right code vouches only for itself: it does not clear the guesses before it', async () => {
      const headers = { 'cf-connecting-ip': '198.51.100.9' }
      for (let time = 0; time < 9; time++) await guess(headers)
      await type((await begin()).body.user_code, newBrowser(headers))
      await guess(headers)
      expect((await guess(headers)).status).toBe(429)
    })
  })

  describe('§3.4, §3.5 the device polls', () => {
    it('pending, then tokens', async () => {
      const { body } = await begin({ scope: 'openid offline_access read' })
      expect(await poll(body.device_code)).toBeOAuthError(400, 'authorization_pending')
      await approve(body.user_code)
      later(5)
      const answer = await poll(body.device_code)
      expect([answer.status, answer.body.token_type, answer.body.scope]).toEqual([
        200,
        'Bearer',
        'openid offline_access read',
      ])
      expect(claimsOf(answer.body.access_token)).toMatchObject({
        sub: 'sub-of-alice',
        client_id: 'tv',
        aud: api,
        amr: ['pwd'],
      })
      expect(claimsOf(answer.body.id_token)).toMatchObject({ sub: 'sub-of-alice', aud: 'tv' })
      const refreshed = await token(
        { grant_type: 'refresh_token', refresh_token: answer.body.refresh_token, client_id: 'tv' },
        {},
      )
      expect(refreshed.status).toBe(200)
    })
    it('too often: slow_down, each time five seconds more from then on', async () => {
      const { device_code } = (await begin()).body
      expect(await poll(device_code)).toBeOAuthError(400, 'authorization_pending')
      later(4)
      expect(await poll(device_code)).toBeOAuthError(400, 'slow_down') // now ten
      later(9)
      expect(await poll(device_code)).toBeOAuthError(400, 'slow_down') // now fifteen
      later(15)
      expect(await poll(device_code)).toBeOAuthError(400, 'authorization_pending')
      later(14)
      expect(await poll(device_code)).toBeOAuthError(400, 'slow_down')
    })
    it('as often as it was told is never too often', async () => {
      const { device_code } = (await begin()).body
      for (let time = 0; time < 5; time++) {
        expect(await poll(device_code)).toBeOAuthError(400, 'authorization_pending')
        later(5)
      }
    })
    it('once approved it need not wait', async () => {
      const { body } = await begin()
      await poll(body.device_code)
      await approve(body.user_code)
      expect((await poll(body.device_code)).status).toBe(200)
    })
    it('expired: to the second, also where it was approved and never fetched', async () => {
      const waiting = (await begin()).body.device_code
      const device_code = await approved()
      later(599)
      expect(await poll(waiting)).toBeOAuthError(400, 'authorization_pending')
      later(1)
      for (const code of [waiting, device_code]) expect(await poll(code)).toBeOAuthError(400, 'expired_token')
    })
    it('of 20 polls at once exactly one wins, and what it got is good', async () => {
      const device_code = await approved({ scope: 'openid read' })
      const answers = await Promise.all(Array.from({ length: 20 }, () => poll(device_code)))
      const won = answers.filter(({ status }) => status === 200)
      expect(won).toHaveLength(1)
      for (const answer of answers) if (answer !== won[0]) expect(answer).toBeOAuthError(400, 'invalid_grant')
      expect((await userinfo(won[0]!.body.access_token)).status).toBe(200)
      expect((await introspect(won[0]!.body.access_token)).body.active).toBe(true)
    })
    it('of 20 polls at once before the answer, one is pending', async () => {
      const { device_code } = (await begin()).body
      const answers = await Promise.all(Array.from({ length: 20 }, () => poll(device_code)))
      expect(answers.filter(({ body }) => body.error === 'authorization_pending')).toHaveLength(1)
    })
    it.each([
      ['missing', async () => '', 'invalid_request'],
      ['garbage', async () => 'garbage', 'invalid_grant'],
      ['bent', async () => bend(await approved(), 3), 'invalid_grant'],
      ['the user code', async () => (await begin()).body.user_code, 'invalid_grant'],
      ['an authorization code', () => newCode({}, browser.newTab()), 'invalid_grant'],
    ])('a device code that is %s', async (_, make, error) => {
      expect(await poll(await make())).toBeOAuthError(400, error)
    })
    it('another client’s device code is refused, and burns and slows nothing', async () => {
      const device_code = await approved()
      const pending = (await begin()).body.device_code
      for (const code of [device_code, pending])
        for (let time = 0; time < 3; time++)
          expect(await poll(code, { client_id: 'tv-2' })).toBeOAuthError(400, 'invalid_grant')
      expect((await poll(device_code)).status).toBe(200)
      expect(await poll(pending)).toBeOAuthError(400, 'authorization_pending')
    })
    it('resource narrows (RFC 8707 §2.2); one that was not granted burns nothing', async () => {
      await registerApi({ identifier: 'urn:two', scopes: { two: 'Two' } })
      await register({
        ...television,
        client_id: 'tv-two',
        scope: ['read', 'two'],
        resources: [api, 'urn:two'],
      })
      const { body } = await begin({ scope: 'read two' }, 'tv-two')
      await approve(body.user_code)
      const narrowed = (resource: string) => poll(body.device_code, { client_id: 'tv-two', resource })
      expect(await narrowed(vault)).toBeOAuthError(400, 'invalid_target')
      expect(claimsOf((await narrowed('urn:two')).body.access_token)).toMatchObject({
        aud: 'urn:two',
        scope: 'two',
      })
    })
    it('a client whose grants were ended meanwhile (not_before) gets nothing for its older codes', async () => {
      await register({ ...television, client_id: 'tv-ended' })
      const { body } = await begin({}, 'tv-ended')
      await approve(body.user_code)
      await register({ ...television, client_id: 'tv-ended', not_before: Math.floor(Date.now() / 1000) + 1 })
      later(40)
      expect(await poll(body.device_code, { client_id: 'tv-ended' })).toBeOAuthError(400, 'invalid_grant')
      untilCopiesEnd()
    })
    it('revoking what it got ends it', async () => {
      const { body } = await poll(await approved({ scope: 'openid offline_access' }))
      await post('/oauth2/revoke', { token: body.refresh_token, client_id: 'tv' })
      expect((await userinfo(body.access_token)).status).toBe(401)
    })
    it('a client that is not registered for it', async () => {
      const answer = await tokenAs('web', { grant_type: grantType.device, device_code: 'x' })
      expect(answer).toBeOAuthError(400, 'unauthorized_client')
    })
  })

  it('the user code is in no token, and reads as it is shown', async () => {
    const { body } = await begin()
    expect(showUserCode(readUserCode(body.user_code)!)).toBe(body.user_code)
    expect(body.device_code).not.toContain(body.user_code)
  })
})
