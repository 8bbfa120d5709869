import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { CopiedTable } from '../../src/stores/copied-table.ts'
import {
  answerTo,
  authorize,
  authorizeUrl,
  basic,
  bindings,
  callback,
  claimsOf,
  fetchPath,
  issuer,
  later,
  newBrowser,
  newCode,
  parametersOf,
  pkce,
  populate,
  postForm,
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

describe('RFC 6749 §4.1 authorization code', () => {
  let browser: FormBrowser

  beforeAll(async () => {
    await populate()
    await register({ client_id: 'other' })
    browser = await signedInBrowser()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('§4.1.2: a person signs in, consents, and the application gets a code with state and iss', async () => {
    const location = await authorize(newBrowser(), { state: 'xyz &=', scope: 'openid read' })
    expect(location.origin + location.pathname).toBe(callback)
    const session_state = expect.stringMatching(/^[\w-]+\.[\w-]+$/) // Session Management 1.0 §2
    expect(parametersOf(location)).toEqual({
      code: expect.any(String),
      state: 'xyz &=',
      iss: issuer,
      session_state,
    })
  })

  it('§4.1.4: a code yields the tokens of the scope that was granted', async () => {
    const code = await newCode({ scope: 'openid profile offline_access read', nonce: 'n' }, browser)
    const { status, headers, body } = await redeem(code)
    expect([status, body]).toMatchObject([
      200,
      { token_type: 'Bearer', expires_in: 600, scope: 'openid profile offline_access read' },
    ])
    expect([headers.get('cache-control'), headers.get('pragma')]).toEqual(['no-store', 'no-cache']) // §5.1
    expect(headers.get('content-type')).toMatch('application/json')
    expect(claimsOf(body.access_token)).toMatchObject({ user_id: 'alice', aud: 'https://api.example.com' })
    expect(claimsOf(body.id_token)).toMatchObject({ nonce: 'n', aud: 'web' })
    const again = await refresh(body.refresh_token)
    expect(again.status).toBe(200)
    expect((await userinfo((await refresh(again.body.refresh_token)).body.access_token)).body).toMatchObject({
      name: 'Alice Adams',
    })
  })

  it('§3.3: a request without scope is for the default of the registration, and the answer says so', async () => {
    const { body } = await redeem(await newCode({}, browser))
    expect(body).toMatchObject({ scope: 'read' })
    expect(body).not.toHaveProperty('id_token')
    expect(body).not.toHaveProperty('refresh_token')
  })

  it('§3.1: the endpoint takes POST as it takes GET', async () => {
    const body = new URL(authorizeUrl({ state: 's' })).search.slice(1)
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://app.example.com' }
    const location = await browser.open(`${issuer}/oauth2/authorize`, { method: 'POST', body, headers })
    expect(parametersOf(new URL(location!))).toMatchObject({ code: expect.any(String), state: 's' })
  })

  it('§3.1: a POST that comes without cookies, as from another site, finds the session all the same', async () => {
    const body = new URL(authorizeUrl()).search.slice(1)
    const posted = await postForm('/oauth2/authorize', body)
    expect([posted.status, posted.headers.get('cache-control')]).toEqual([303, 'no-store'])
    const location = await browser.open(new URL(posted.headers.get('location')!, issuer).href)
    expect(new URL(location!).searchParams.get('code')).toBeTruthy()
  })

  it('§3.1: a posted request that waited too long is a page', async () => {
    stopClock()
    const posted = await postForm('/oauth2/authorize', new URL(authorizeUrl()).search.slice(1))
    later(301)
    const page = await fetchPath(posted.headers.get('location')!)
    expect(page.status).toBe(400)
  })

  it.each(['GET', 'POST'])('answers under its older name /oauth2/code (%s)', async (method) => {
    const query = new URL(authorizeUrl()).search
    const location =
      method === 'GET'
        ? await browser.open(`${issuer}/oauth2/code${query}`)
        : await browser.open(`${issuer}/oauth2/code`, {
            method,
            body: query.slice(1),
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
          })
    expect((await redeem(new URL(location!).searchParams.get('code')!)).status).toBe(200)
  })

  it('§3.1: parameters without a value count as omitted, unknown ones are ignored', async () => {
    const location = await answerTo(browser, { scope: '', state: '', login_hint: '', shoe_size: '42' })
    expect(Object.keys(parametersOf(location!))).toEqual(['code', 'iss'])
  })

  it('§4.1.2: the longest state that is taken comes back unchanged', async () => {
    const state = `ü'"<>&=+%00${'x'.repeat(4000)}`
    expect((await answerTo(browser, { state }))!.searchParams.get('state')).toBe(state)
  })

  describe('§3.1.2.3 the redirect URI MUST equal a registered one', () => {
    const registered = 'https://app.example.com/a%20b/Cb?tenant=1'

    beforeAll(async () => {
      await register({ client_id: 'exact', redirect_uris: [registered, 'https://app.example.com/second'] })
      await register({ client_id: 'one', redirect_uris: [registered] })
    })

    it('is exact: the registered one is redirected to, with its query kept', async () => {
      const location = await authorize(browser, { client_id: 'exact', redirect_uri: registered })
      expect(location.href.startsWith(`${registered}&code=`)).toBe(true)
    })

    it.each([
      ['another path', 'https://app.example.com/other'],
      ['a longer path', 'https://app.example.com/a%20b/Cb/more?tenant=1'],
      ['a shorter path', 'https://app.example.com/a%20b/C?tenant=1'],
      ['another case in the path', 'https://app.example.com/a%20b/cb?tenant=1'],
      ['another case in the host', 'https://APP.example.com/a%20b/Cb?tenant=1'],
      ['another case in the scheme', 'HTTPS://app.example.com/a%20b/Cb?tenant=1'],
      ['another scheme', 'http://app.example.com/a%20b/Cb?tenant=1'],
      ['another host', 'https://evil.example/a%20b/Cb?tenant=1'],
      ['a subdomain', 'https://x.app.example.com/a%20b/Cb?tenant=1'],
      ['a host that begins alike', 'https://app.example.com.evil.example/a%20b/Cb?tenant=1'],
      ['a dot after the host', 'https://app.example.com./a%20b/Cb?tenant=1'],
      ['a trailing slash', 'https://app.example.com/a%20b/Cb/?tenant=1'],
      ['no query', 'https://app.example.com/a%20b/Cb'],
      ['more query', `${registered}&x=1`],
      ['another query', 'https://app.example.com/a%20b/Cb?tenant=2'],
      ['an empty fragment', `${registered}#`],
      ['a fragment', `${registered}#x`],
      ['the default port', 'https://app.example.com:443/a%20b/Cb?tenant=1'],
      ['another port', 'https://app.example.com:8443/a%20b/Cb?tenant=1'],
      ['a user name', 'https://app.example.com@evil.example/a%20b/Cb?tenant=1'],
      ['a user name on the right host', 'https://x@app.example.com/a%20b/Cb?tenant=1'],
      ['an encoded slash', 'https://app.example.com%2Fa%20b/Cb?tenant=1'],
      ['another encoding of the same letter', 'https://app.example.com/a%20b/%43b?tenant=1'],
      ['the encoding undone', 'https://app.example.com/a b/Cb?tenant=1'],
      ['the encoding doubled', 'https://app.example.com/a%2520b/Cb?tenant=1'],
      ['a dot segment', 'https://app.example.com/x/../a%20b/Cb?tenant=1'],
      ['a backslash', 'https://app.example.com\\@evil.example/a%20b/Cb?tenant=1'],
      ['space before it', ` ${registered}`],
      ['space after it', `${registered} `],
      ['a tab inside', 'https://app.exam\tple.com/a%20b/Cb?tenant=1'],
      ['a line feed', `${registered}\nx`],
      ['two in one', `${registered} https://app.example.com/second`],
      ['a path alone', '/a%20b/Cb?tenant=1'],
      ['no scheme', '//app.example.com/a%20b/Cb?tenant=1'],
      ['a script', 'javascript:alert(1)'],
      ['the callback of another client', callback],
    ])('refuses %s on a page, without a redirect', async (_, uri) => {
      const tab = browser.newTab()
      const query = new URLSearchParams({ response_type: 'code', client_id: 'exact', redirect_uri: uri })
      const response = await tab.fetch(`${issuer}/oauth2/authorize?${query}`)
      expect([response.status, response.headers.get('location')]).toEqual([400, null])
      const text = await response.text()
      expect(text).toContain('It must equal a registered one')
      expect(text).not.toContain(`href="${uri}"`)
    })

    it('MUST be sent where several are registered; where one is, that is taken', async () => {
      const query = (id: string) => `/oauth2/authorize?response_type=code&client_id=${id}`
      const several = await fetchPath(query('exact'))
      expect([several.status, several.headers.get('location')]).toEqual([400, null])
      const tab = browser.newTab()
      await tab.open(query('one'))
      const location = await tab.submit({ action: 'allow' })
      expect(location?.startsWith(`${registered}&code=`)).toBe(true)
      const code = new URL(location!).searchParams.get('code')!
      const sent = { grant_type: 'authorization_code', code, redirect_uri: registered }
      expect((await token(sent, { authorization: basic('one', secret) })).status).toBe(200)
    })
  })

  describe('§4.1.2.1 an error before client and redirect URI are proven is a page', () => {
    const good = { response_type: 'code', client_id: 'web', redirect_uri: callback }
    it.each([
      ['no client_id', { ...good, client_id: '' }, 'Missing parameter: client_id'],
      ['an unknown client', { ...good, client_id: 'nobody' }, 'not the id of a client'],
      ['a client id of 5,000 characters', { ...good, client_id: 'x'.repeat(5000) }, 'not the id of a client'],
      [
        'a client id of 200 wide characters',
        { ...good, client_id: '漢'.repeat(200) },
        'not the id of a client',
      ],
      ['an unknown client and a bad request', { ...good, client_id: 'nobody', prompt: 'x' }, 'not the id of'],
    ])('%s', async (_, parameters, says) => {
      const response = await fetchPath(`/oauth2/authorize?${new URLSearchParams(parameters)}`)
      expect([response.status, response.headers.get('location')]).toEqual([400, null])
      expect(response.headers.get('content-type')).toMatch('text/html')
      expect(await response.text()).toContain(says)
    })

    it.each([
      ['client_id', 'client_id=other'],
      ['redirect_uri', `redirect_uri=${encodeURIComponent(callback)}`],
    ])('%s sent twice', async (name, more) => {
      const response = await browser.fetch(`${authorizeUrl()}&${more}`)
      expect([response.status, response.headers.get('location')]).toEqual([400, null])
      expect(await response.text()).toContain(`Sent more than once: ${name}`)
    })

    it('a disabled client', async () => {
      await register({ client_id: 'disabled', status: 'disabled' })
      const response = await browser.fetch(authorizeUrl({ client_id: 'disabled' }))
      expect([response.status, response.headers.get('location')]).toEqual([400, null])
      expect(await response.text()).toContain('not the id of a client')
    })
  })

  describe('§4.1.2.1 an error after that goes to the redirect URI, with state and iss', () => {
    beforeAll(async () => {
      await register({ client_id: 'machine', grant_types: ['client_credentials'] })
      await register({ client_id: 'no-code', response_types: [] })
    })
    it.each([
      ['response_type is missing', { response_type: '' }, 'invalid_request'],
      ['response_type is unknown', { response_type: 'telepathy' }, 'unsupported_response_type'],
      ['response_type is token', { response_type: 'token' }, 'unauthorized_client'],
      ['response_type is code id_token', { response_type: 'code id_token' }, 'unauthorized_client'],
      ['response_type names a word twice', { response_type: 'code code' }, 'unsupported_response_type'],
      ['the client may not use codes', { client_id: 'machine' }, 'unauthorized_client'],
      ['the client may not use this response type', { client_id: 'no-code' }, 'unauthorized_client'],
      ['scope is not registered', { scope: 'read admin' }, 'invalid_scope'],
      ['scope differs in case', { scope: 'Read' }, 'invalid_scope'],
      ['scope has a character it may not have', { scope: 'read "x"' }, 'invalid_scope'],
      ['scope holds no scope', { scope: '  ' }, 'invalid_scope'],
      ['response_mode is unknown', { response_mode: 'web_message' }, 'invalid_request'],
      ['the request is very long', { login_hint: 'x'.repeat(9000) }, 'invalid_request'],
      ['the request is very long in bytes', { login_hint: '漢'.repeat(4000) }, 'invalid_request'],
    ])('%s: %o', async (_, parameters, error) => {
      const location = await answerTo(browser, { state: 'st', ...parameters })
      expect(location!.origin + location!.pathname).toBe(callback)
      expect(parametersOf(location!)).toEqual({
        error,
        error_description: expect.stringMatching(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/),
        error_uri: `${issuer}/errors#${error}`,
        state: 'st',
        iss: issuer,
      })
    })

    it.each(['scope', 'state', 'response_type', 'nonce', 'unknown', 'response_mode'])(
      '§3.1: %s MUST NOT be sent more than once',
      async (name) => {
        const value = name === 'response_mode' ? 'query' : 'read'
        const url = `${authorizeUrl({ [name]: value })}&${name}=${value}`
        const parameters = parametersOf(new URL((await browser.open(url))!))
        expect(parameters).toMatchObject({ error: 'invalid_request', iss: issuer })
        expect(parameters.error_description).toContain(name)
      },
    )

    it('for a POST too', async () => {
      const body = new URL(authorizeUrl({ state: 'st', response_type: 'telepathy' })).search.slice(1)
      const response = await postForm('/oauth2/authorize', body)
      expect(response.status).toBe(303)
      expect(parametersOf(new URL(response.headers.get('location')!))).toMatchObject({
        error: 'unsupported_response_type',
        state: 'st',
      })
    })
  })

  describe('OAuth 2.0 Multiple Response Types §2.1, Form Post: response_mode', () => {
    it('query is the default, and may be asked for', async () => {
      for (const parameters of [{}, { response_mode: 'query' }]) {
        const location = await answerTo(browser, parameters)
        expect([location!.hash, location!.searchParams.has('code')]).toEqual(['', true])
      }
    })

    it('fragment is used when asked for, and carries errors too', async () => {
      const location = await answerTo(browser, { response_mode: 'fragment', state: 's' })
      expect(location!.search).toBe('')
      expect(parametersOf(location!)).toMatchObject({ code: expect.any(String), state: 's', iss: issuer })
      const error = await answerTo(browser, { response_mode: 'fragment', scope: 'nothing' })
      expect([error!.search, parametersOf(error!).error]).toEqual(['', 'invalid_scope'])
    })

    it('form_post posts the parameters to the redirect URI, and carries errors too', async () => {
      const tab = browser.newTab()
      const state = '"><script>alert(1)</script>'
      expect(await tab.open(authorizeUrl({ response_mode: 'form_post', state }))).toBeUndefined()
      expect(tab.html).toMatch(`<form method="post" action="${callback}"`)
      expect(tab.html).not.toContain(state)
      expect(tab.hidden()).toEqual({ code: expect.any(String), state, iss: issuer })
      expect((await redeem(tab.hidden().code!)).status).toBe(200)
      await tab.open(authorizeUrl({ response_mode: 'form_post', scope: 'nothing', state: 's' }))
      expect(tab.hidden()).toMatchObject({ error: 'invalid_scope', state: 's', iss: issuer })
    })

    it('the page of form_post is not cached and may post to that place', async () => {
      const response = await browser.fetch(authorizeUrl({ response_mode: 'form_post' }))
      expect(response.headers.get('cache-control')).toBe('no-store')
      expect(response.headers.get('content-security-policy')).toMatch(/form-action 'self' https:/)
    })
  })

  describe('§4.1.3 the access token request', () => {
    it('may omit redirect_uri (OAuth 2.1 §4.1.3)', async () => {
      expect((await redeem(await newCode({}, browser))).status).toBe(200)
    })

    it('MUST send the same redirect_uri where it sends one', async () => {
      const code = await newCode({}, browser)
      for (const redirect_uri of [`${callback}/`, `${callback}?`, 'https://evil.example/', 'x']) {
        expect(await redeem(code, { redirect_uri })).toBeOAuthError(400, 'invalid_grant')
      }
      expect((await redeem(code, { redirect_uri: callback })).status).toBe(200)
    })

    it('MUST come from the client that the code was issued to', async () => {
      const code = await newCode({}, browser)
      const form = { grant_type: 'authorization_code', code }
      expect(await token(form, { authorization: basic('other', secret) })).toBeOAuthError(
        400,
        'invalid_grant',
      )
      expect((await redeem(code)).status).toBe(200)
    })

    it('a request that fails on what it proves burns nothing', async () => {
      const code = await newCode(
        { code_challenge: pkce.challenge, code_challenge_method: 'S256', scope: 'openid read' },
        browser,
      )
      const good = { grant_type: 'authorization_code', code, code_verifier: pkce.verifier }
      const wrongSecret = await token(good, { authorization: basic('web', 'wrong') })
      expect(wrongSecret).toBeOAuthError(401, 'invalid_client')
      expect(await redeem(code, { redirect_uri: 'https://evil.example/' })).toBeOAuthError(
        400,
        'invalid_grant',
      )
      expect(await redeem(code, { code_verifier: 'x'.repeat(43) })).toBeOAuthError(400, 'invalid_grant')
      expect(await redeem(code)).toBeOAuthError(400, 'invalid_grant')
      const { status, body } = await token(good)
      expect(status).toBe(200)
      expect(await redeem(code, { code_verifier: 'x'.repeat(43) })).toBeOAuthError(400, 'invalid_grant')
      expect((await userinfo(body.access_token)).status).toBe(200)
    })

    it('a code that nobody sent: missing', async () => {
      expect(await token({ grant_type: 'authorization_code' })).toBeOAuthError(400, 'invalid_request')
    })

    it.each(['x', '.', '....', 'a.b.c.d.e', '漢字', 'x'.repeat(500), '{"alg":"dir"}', '../../etc'])(
      'a code that is garbage: %s',
      async (code) => {
        expect(await redeem(code)).toBeOAuthError(400, 'invalid_grant')
      },
    )

    const change = (character: string | undefined) => (character === 'A' ? 'B' : 'A')
    const changed = (text: string, at: number) => text.slice(0, at) + change(text[at]) + text.slice(at + 1)

    it('a code with one character changed, in the first, a middle and the last place of each part', async () => {
      const code = await newCode({}, browser)
      const parts = code.split('.')
      const bent = new Set<string>()
      parts.forEach((part, index) => {
        for (const at of new Set([0, part.length >> 1, part.length - 1].filter((each) => each >= 0))) {
          if (part === '') continue
          bent.add(parts.with(index, changed(part, at)).join('.'))
        }
        bent.add(parts.with(index, `${part}A`).join('.'))
        bent.add(parts.with(index, '').join('.'))
        bent.add(parts.with(index, `${part}=`).join('.'))
        bent.add(parts.with(index, part.slice(0, -1)).join('.'))
      })
      // The last character of a part whose length is not a multiple of four has bits that decode to nothing.
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
      for (const last of alphabet) bent.add(code.slice(0, -1) + last)
      bent.add(`${code}.`).add(`.${code}`).add(` ${code}`).add(`${code}\n`).add(code.toLowerCase())
      bent.delete(code)
      expect(bent.size).toBeGreaterThan(80)
      for (const each of bent) expect(await redeem(each)).toBeOAuthError(400, 'invalid_grant')
      expect((await redeem(code)).status).toBe(200)
    })

    it('what was sealed for another purpose is no code', async () => {
      const code = await newCode({ scope: 'openid offline_access' }, browser)
      const { body } = await redeem(code)
      expect(await redeem(body.refresh_token)).toBeOAuthError(400, 'invalid_grant')
      expect(await redeem(String(claimsOf(body.access_token).jti))).toBeOAuthError(400, 'invalid_grant')
      expect(await refresh(code)).toBeOAuthError(400, 'invalid_grant')
    })
  })

  describe('§4.1.2 the code', () => {
    it('MUST expire shortly after it is issued: after a minute', async () => {
      stopClock()
      const [young, old] = [await newCode({}, browser), await newCode({}, browser)]
      later(59)
      expect((await redeem(young)).status).toBe(200)
      later(1)
      const refused = await redeem(old)
      expect(refused).toBeOAuthError(400, 'invalid_grant')
      expect(refused.body.error_description).toMatch('expired')
    })

    it('is different every time, and says nothing that can be read', async () => {
      const codes = [await newCode({}, browser), await newCode({}, browser)]
      expect(codes[0]).not.toBe(codes[1])
      expect(codes.map((code) => atob(code.split('.')[0]!))).not.toContainEqual(
        expect.stringMatching('alice'),
      )
    })

    it('MUST NOT be used more than once; a replay revokes what it yielded', async () => {
      const code = await newCode({ scope: 'openid offline_access' }, browser)
      const { body } = await redeem(code)
      const refreshed = (await refresh(body.refresh_token)).body
      expect((await userinfo(body.access_token)).status).toBe(200)
      const replay = await redeem(code)
      expect(replay).toBeOAuthError(400, 'invalid_grant')
      expect(replay.body.error_description).toMatch('already used')
      expect(await userinfo(body.access_token)).toBeOAuthError(401, 'invalid_token')
      expect(await userinfo(refreshed.access_token)).toBeOAuthError(401, 'invalid_token')
      expect(await refresh(refreshed.refresh_token)).toBeOAuthError(400, 'invalid_grant')
      expect(await redeem(code)).toBeOAuthError(400, 'invalid_grant')
    })

    it('replayed after its minute revokes as well', async () => {
      stopClock()
      const code = await newCode({ scope: 'openid offline_access' }, browser)
      const { body } = await redeem(code)
      later(120)
      expect((await userinfo(body.access_token)).status).toBe(200)
      expect(await redeem(code)).toBeOAuthError(400, 'invalid_grant')
      expect(await userinfo(body.access_token)).toBeOAuthError(401, 'invalid_token')
      expect(await refresh(body.refresh_token)).toBeOAuthError(400, 'invalid_grant')
    })

    it('replayed by another client revokes nothing', async () => {
      const code = await newCode({ scope: 'openid' }, browser)
      const { body } = await redeem(code)
      const form = { grant_type: 'authorization_code', code }
      expect(await token(form, { authorization: basic('other', secret) })).toBeOAuthError(
        400,
        'invalid_grant',
      )
      expect((await userinfo(body.access_token)).status).toBe(200)
    })

    it('yields one set of tokens to ten who redeem it at once', async () => {
      const code = await newCode({ scope: 'openid' }, browser)
      const answers = await Promise.all(Array.from({ length: 10 }, () => redeem(code)))
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
      for (const answer of answers.filter(({ status }) => status !== 200)) {
        expect(answer).toBeOAuthError(400, 'invalid_grant')
      }
    })

    it('yields nothing once its session has ended: the person signed in anew before it was redeemed', async () => {
      const own = newBrowser()
      const code = await newCode({}, own)
      await own.open(authorizeUrl({ prompt: 'login' }))
      await own.submit({ login: 'alice', password: 'correct horse battery staple', action: 'sign-in' })
      expect(await redeem(code)).toBeOAuthError(400, 'invalid_grant')
    })

    it('yields nothing to a client that was disabled meanwhile', async () => {
      stopClock()
      const clientId = 'soon-disabled'
      const client = await register({ client_id: clientId })
      const code = (await authorize(browser, { client_id: clientId })).searchParams.get('code')!
      const clients = new CopiedTable<object>('clients', bindings.DB, bindings.CLIENTS)
      await clients.put(clientId, { ...client, status: 'disabled' }, Date.now())
      later(31) // the isolate's copy
      const form = { grant_type: 'authorization_code', code }
      expect(await token(form, { authorization: basic(clientId, secret) })).toBeOAuthError(
        401,
        'invalid_client',
      )
    })
  })

  it('§4.1.2.1: a person who refuses sends the application access_denied', async () => {
    await register({ client_id: 'refused' })
    const tab = browser.newTab()
    await tab.open(authorizeUrl({ client_id: 'refused', state: 's' }))
    const location = new URL((await tab.submit({ action: 'deny' }))!)
    expect(parametersOf(location)).toMatchObject({ error: 'access_denied', state: 's', iss: issuer })
  })
})
