import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { CopiedTable } from '../../src/stores/copied-table.ts'
import {
  type Answer,
  addPerson,
  alice,
  api,
  authorizeUrl,
  bindings,
  claimsOf,
  later,
  newBrowser,
  populate,
  refresh,
  register,
  registerApi,
  stopClock,
  token,
  userinfo,
} from '../support/app.ts'
import { byPassword, post, registerScript, tokenAs } from '../support/grants.ts'

describe('RFC 6749 §4.3 resource owner password credentials', () => {
  beforeAll(async () => {
    await populate()
    await registerScript()
    for (const login of ['pia', 'pete', 'paul', 'pam', 'peg', 'pip'])
      await addPerson({ sub: `sub-of-${login}`, user_id: login, claims: { email: `${login}@example.com` } })
  })
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: Math.ceil(Date.now() / 1000) * 1000 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('§4.3.3: tokens of the person', async () => {
    const { status, headers, body } = await byPassword({ scope: 'read' })
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'read',
    })
    expect(claimsOf(body.access_token)).toMatchObject({
      sub: 'sub-of-alice',
      client_id: 'script',
      aud: api,
      acr: '1',
      amr: ['pwd'],
      auth_time: Math.floor(Date.now() / 1000),
    })
  })
  it('by email address, in any case', async () => {
    expect((await byPassword({ username: 'ALICE@example.com' })).status).toBe(200)
  })
  it('with openid an ID token, with offline_access a refresh token', async () => {
    const { body } = await byPassword({ scope: 'openid offline_access read' })
    expect(claimsOf(body.id_token)).toMatchObject({ sub: 'sub-of-alice', aud: 'script', amr: ['pwd'] })
    expect((await userinfo(body.access_token)).body.sub).toBe('sub-of-alice')
    const again = await tokenAs('script', { grant_type: 'refresh_token', refresh_token: body.refresh_token })
    expect(again.status).toBe(200)
    expect(await refresh(body.refresh_token)).toBeOAuthError(400, 'invalid_grant') // another client
  })

  describe('who may', () => {
    const grant = { grant_type: 'password', username: alice.login, password: alice.password }
    it.each([
      ['a client that is not registered for it', { grant_types: ['client_credentials'], first_party: true }],
      [
        'a client of somebody else, though registered for it',
        { grant_types: ['password'], first_party: false },
      ],
    ])('not %s, and no attempt is counted', async (_, change) => {
      await register({ client_id: 'other', ...change })
      for (let time = 0; time < 7; time++)
        expect(await tokenAs('other', { ...grant, password: 'wrong' })).toBeOAuthError(
          400,
          'unauthorized_client',
        )
      expect((await byPassword()).status).toBe(200)
      await new CopiedTable('clients', bindings.DB, bindings.CLIENTS).delete('other', Date.now())
      later(31)
    })
    it('not without client authentication', async () => {
      expect(await token({ ...grant, client_id: 'script' }, {})).toBeOAuthError(401, 'invalid_client')
    })
  })

  describe('§4.3.2, §5.2 what is refused', () => {
    it.each([
      ['no username', { username: '' }, 'invalid_request'],
      ['no password', { password: '' }, 'invalid_request'],
      ['a blank username', { username: '  ' }, 'invalid_grant'],
      ['a scope of nobody’s', { scope: 'admin' }, 'invalid_scope'],
      ['an API of nobody’s', { resource: 'https://nobody.example' }, 'invalid_target'],
    ] as [string, Record<string, string>, string][])('%s', async (_, form, error) => {
      expect(await byPassword(form)).toBeOAuthError(400, error)
    })
    it('a request that is wrong in itself costs no attempt', async () => {
      for (let time = 0; time < 8; time++)
        await byPassword({ username: 'pia', password: 'wrong', scope: 'admin' })
      expect((await byPassword({ username: 'pia' })).status).toBe(200)
    })
    it('parameters in the query are not read', async () => {
      const query = new URLSearchParams({ username: alice.login, password: alice.password })
      const answer = await post(`/oauth2/token?${query}`, {
        grant_type: 'password',
        client_id: 'script',
        client_secret: 'a-secret-of-the-web-client',
      })
      expect(answer).toBeOAuthError(400, 'invalid_request')
    })
  })

  it('nothing tells whether an account exists: the same answer for a wrong password, nobody, and who is disabled', async () => {
    await bindings.DB.exec("UPDATE users SET status = 'disabled', version = 2 WHERE sub = 'sub-of-pete'")
    const seen = ({ status, headers, body }: Answer) => [
      status,
      [...headers.keys()].sort(),
      body.error,
      body.error_description,
    ]
    const wrong = await byPassword({ password: 'wrong' })
    expect(wrong).toBeOAuthError(400, 'invalid_grant')
    for (const form of [
      { username: 'nobody' },
      { username: 'pete' },
      { username: 'pete', password: 'wrong' },
      { password: 'x'.repeat(2000) },
    ])
      expect(seen(await byPassword(form))).toEqual(seen(wrong))
  })

  describe('throttled like the page, and together with it', () => {
    const fail = async (username: string, times: number) => {
      const seen = []
      for (let time = 0; time < times; time++) seen.push(await byPassword({ username, password: 'wrong' }))
      return seen
    }
    const waits = /Too many tries\. Wait (\d+) s\b/

    it('five wrong ones are answered at once, the sixth must wait, even when right', async () => {
      for (const answer of await fail('paul', 5)) expect(answer.body.error_description).not.toMatch(waits)
      const sixth = await byPassword({ username: 'paul' })
      expect(sixth).toBeOAuthError(400, 'invalid_grant')
      expect(sixth.body.error_description).toMatch(waits)
      later(1)
      expect((await byPassword({ username: 'paul' })).status).toBe(200)
    })
    it('failures here count on the page', async () => {
      await fail('pam', 5)
      const tab = newBrowser()
      await tab.open(authorizeUrl())
      await tab.submit({ login: 'pam', password: alice.password, action: 'sign-in' })
      expect(tab.status).toBe(429)
    })
    it('failures on the page count here', async () => {
      const tab = newBrowser()
      await tab.open(authorizeUrl())
      for (let time = 0; time < 5; time++)
        await tab.submit({ login: 'peg', password: 'wrong', action: 'sign-in' })
      expect((await byPassword({ username: 'peg' })).body.error_description).toMatch(waits)
    })
    it('another spelling of the name, or another client, is no way around it', async () => {
      await registerScript({ client_id: 'script-2' })
      await fail('pip', 5)
      for (const username of ['PIP', ' pip ', 'ｐｉｐ'])
        expect((await byPassword({ username })).body.error_description).toMatch(waits)
      expect((await byPassword({ username: 'pip' }, 'script-2')).body.error_description).toMatch(waits)
    })
    it('nobody’s account waits as somebody’s does', async () => {
      await fail('nobody-at-all', 5)
      expect((await byPassword({ username: 'nobody-at-all' })).body.error_description).toMatch(waits)
    })
  })

  it('user_type, roles and all else come from the account, whatever the request says', async () => {
    await registerApi({
      identifier: 'urn:legacy',
      scopes: { legacy: 'L' },
      token_profile: 'light-oauth2',
      access_token_signing_alg: 'RS256',
    })
    await registerScript({
      client_id: 'legacy',
      scope: ['legacy', 'read'],
      default_scope: [],
      resources: ['urn:legacy', api],
    })
    const claimed = {
      user_type: 'admin',
      userType: 'ADMIN',
      roles: 'root',
      sub: 'sub-of-pia',
      user_id: 'pia',
      acr: '9',
    }
    const older = claimsOf((await byPassword({ scope: 'legacy', ...claimed }, 'legacy')).body.access_token)
    expect(older).toMatchObject({ user_id: 'alice', user_type: 'CUSTOMER' })
    const newer = claimsOf((await byPassword({ scope: 'read', ...claimed }, 'legacy')).body.access_token)
    expect(newer).toMatchObject({ sub: 'sub-of-alice', user_type: 'customer', roles: ['reader'], acr: '1' })
  })

  it('the grant lives as long as its token where there is no refresh token', async () => {
    stopClock()
    const { access_token } = (await byPassword({ scope: 'openid' })).body
    later(599)
    expect((await userinfo(access_token)).status).toBe(200)
    later(1)
    expect((await userinfo(access_token)).status).toBe(401)
  })
})
