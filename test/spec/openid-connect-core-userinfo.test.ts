import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  addPerson,
  alice,
  authorize,
  basic,
  fetchPath,
  later,
  newCode,
  populate,
  postForm,
  read,
  redeem,
  refresh,
  register,
  secret,
  signedInBrowser,
  stopClock,
  token,
  userinfo,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'

const path = '/oauth2/userinfo'

describe('OpenID Connect Core §5.3 userinfo', () => {
  let browser: FormBrowser
  let accessToken: string
  beforeAll(async () => {
    await populate()
    browser = await signedInBrowser()
    accessToken = await tokenFor('openid profile email address phone')
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const tokenFor = async (scope: string) =>
    (await redeem(await newCode({ scope }, browser))).body.access_token

  describe('§5.3.1 takes the token', () => {
    const authorization = () => ({ authorization: `Bearer ${accessToken}` })
    it.each<[string, () => Promise<Response>]>([
      ['by GET in the header', () => fetchPath(path, { headers: authorization() })],
      [
        'by GET, whatever the case of the scheme',
        () => fetchPath(path, { headers: { authorization: `bEARER ${accessToken}` } }),
      ],
      [
        'by POST in the header, without a body',
        () => fetchPath(path, { method: 'POST', headers: authorization() }),
      ],
      ['by POST in the header, with an empty form', () => postForm(path, '', authorization())],
      [
        'by POST in the header, with a body it ignores',
        () =>
          fetchPath(path, {
            method: 'POST',
            body: '{}',
            headers: { ...authorization(), 'content-type': 'application/json' },
          }),
      ],
      ['by POST in the form (RFC 6750 §2.2)', () => postForm(path, `access_token=${accessToken}`)],
      [
        'by POST in a form, however its type is written',
        () =>
          postForm(path, `access_token=${accessToken}`, {
            'content-type': 'Application/X-WWW-Form-Urlencoded;charset=UTF-8',
          }),
      ],
    ])('%s', async (_, ask) => {
      const { status, headers, body } = await read(await ask())
      expect([status, body.sub]).toEqual([200, 'sub-of-alice'])
      expect(headers.get('content-type')).toMatch('application/json')
      expect(headers.get('cache-control')).toBe('no-store')
    })

    it('and answers HEAD', async () => {
      const response = await fetchPath(path, { method: 'HEAD', headers: authorization() })
      expect([response.status, await response.text()]).toEqual([200, ''])
    })
  })

  describe('§5.4 the claims of each scope', () => {
    const sub = 'sub-of-alice'
    it.each([
      ['openid', { sub }],
      [
        'openid profile',
        { sub, name: 'Alice Adams', given_name: 'Alice', family_name: 'Adams', updated_at: 1_700_000_000 },
      ],
      ['openid email', { sub, email: 'alice@example.com', email_verified: true }],
      ['openid address', { sub, address: { locality: 'Oslo', country: 'NO' } }],
      ['openid phone', { sub, phone_number: '+1 555 0100', phone_number_verified: false }],
      ['openid offline_access read', { sub }],
    ])('%s', async (scope, claims) => {
      expect((await userinfo(await tokenFor(scope))).body).toEqual(claims)
    })

    it('§5.3.2: sub is never missing, and claims without a value are', async () => {
      await addPerson({ sub: 'sub-of-nemo', user_id: 'nemo', claims: {} })
      const code = await newCode(
        { scope: 'openid profile email phone address' },
        await signedInBrowser({ ...alice, login: 'nemo' }),
      )
      expect((await userinfo((await redeem(code)).body.access_token)).body).toEqual({ sub: 'sub-of-nemo' })
    })

    it('a refreshed token of less scope shows less', async () => {
      const { body } = await redeem(await newCode({ scope: 'openid profile email offline_access' }, browser))
      const narrow = (await refresh(body.refresh_token, { scope: 'openid email' })).body
      expect((await userinfo(narrow.access_token)).body).toEqual({
        sub: 'sub-of-alice',
        email: 'alice@example.com',
        email_verified: true,
      })
    })
  })

  describe('RFC 6750 §3 refuses', () => {
    it('no token: 401 and a challenge that holds no error', async () => {
      for (const method of ['GET', 'POST']) {
        const answer = await read(await fetchPath(path, { method }))
        expect(answer).toBeOAuthError(401, 'invalid_token')
        const challenge = answer.headers.get('www-authenticate')
        expect(challenge).toMatch(/^Bearer realm="/)
        expect(challenge).not.toContain('error')
      }
    })

    it('two tokens in two headers, or twice in the form: 400 invalid_request in body and challenge', async () => {
      const twice = await fetchPath(path, { headers: { authorization: 'Bearer one, Bearer two' } })
      const form = new URLSearchParams('access_token=one&access_token=two')
      for (const response of [twice, await fetchPath(path, { method: 'POST', body: form })]) {
        const answer = await read(response)
        expect(answer).toBeOAuthError(400, 'invalid_request')
        expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_request"')
      }
    })

    it.each([
      ['Basic', basic('web', secret)],
      ['Bearer and nothing', 'Bearer'],
      ['a wrong token', 'Bearer wrong'],
      ['two tokens', 'Bearer one two'],
    ])('%s: 401 invalid_token in body and challenge', async (_, authorization) => {
      const answer = await read(await fetchPath(path, { headers: { authorization } }))
      expect(answer).toBeOAuthError(401, 'invalid_token')
      expect(answer.headers.get('www-authenticate')).toMatch(
        /^Bearer error="invalid_token", error_description="[^"\\]+"$/,
      )
    })

    it('a token in the query, as RFC 9700 §4.3.2 forbids', async () => {
      const answer = await read(await fetchPath(`${path}?access_token=${accessToken}`))
      expect(answer).toBeOAuthError(401, 'invalid_token')
    })

    it('§2: MUST NOT use more than one way', async () => {
      const answer = await read(
        await postForm(path, `access_token=${accessToken}`, { authorization: `Bearer ${accessToken}` }),
      )
      expect(answer).toBeOAuthError(400, 'invalid_request')
    })

    it('a repeated token in the form', async () => {
      const answer = await read(
        await postForm(path, `access_token=${accessToken}&access_token=${accessToken}`),
      )
      expect(answer).toBeOAuthError(400, 'invalid_request')
    })

    it('an expired token', async () => {
      stopClock()
      const jwt = await tokenFor('openid')
      later(600)
      const answer = await userinfo(jwt)
      expect(answer).toBeOAuthError(401, 'invalid_token')
      expect(answer.headers.get('www-authenticate')).toContain('expired')
    })

    it("a client's own token: 403 insufficient_scope", async () => {
      const { body } = await token({ grant_type: 'client_credentials' })
      const answer = await userinfo(body.access_token)
      expect(answer).toBeOAuthError(403, 'insufficient_scope')
      expect(answer.headers.get('www-authenticate')).toMatch(
        /^Bearer error="insufficient_scope".*scope="openid"$/,
      )
    })

    it('a token without openid: 403 insufficient_scope', async () => {
      expect(await userinfo(await tokenFor('profile read'))).toBeOAuthError(403, 'insufficient_scope')
    })

    it('a token of a revoked grant', async () => {
      const code = await newCode({ scope: 'openid' }, browser)
      const { body } = await redeem(code)
      await redeem(code)
      expect(await userinfo(body.access_token)).toBeOAuthError(401, 'invalid_token')
    })

    it('a token of a client that was disabled', async () => {
      stopClock()
      const client_id = 'soon-gone'
      await register({ client_id })
      const location = await authorize(browser, { client_id, scope: 'openid' })
      const form = { grant_type: 'authorization_code', code: location.searchParams.get('code')! }
      const { body } = await token(form, { authorization: basic(client_id, secret) })
      await register({ client_id, status: 'disabled' })
      later(31)
      expect(await userinfo(body.access_token)).toBeOAuthError(401, 'invalid_token')
    })

    it('no refusal echoes the token', async () => {
      const bad = `${accessToken.slice(0, -3)}xyz`
      const answer = await userinfo(bad)
      expect(JSON.stringify([answer.body, [...answer.headers]])).not.toContain(bad.slice(0, 30))
    })
  })
})
