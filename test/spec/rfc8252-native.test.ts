import { beforeAll, describe, expect, it } from 'vitest'
import {
  answerTo,
  asPublic,
  authorize,
  authorizeUrl,
  issuer,
  parametersOf,
  pkce,
  populate,
  register,
  signedInBrowser,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'

const challenge = { code_challenge: pkce.challenge, code_challenge_method: 'S256' }
const https = 'https://native.example.com/cb'
const scheme = 'com.example.native:/cb'

describe('RFC 8252 native applications', () => {
  let browser: FormBrowser
  beforeAll(async () => {
    await populate()
    await register({
      client_id: 'native',
      client_name: 'Native app',
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      redirect_uris: [
        'http://127.0.0.1/cb?x=1',
        'http://[::1]/cb',
        'http://localhost:7000/cb',
        scheme,
        https,
      ],
    })
    await register({
      client_id: 'web-on-loopback',
      token_endpoint_auth_method: 'none',
      redirect_uris: ['http://127.0.0.1:3000/cb'],
    })
    browser = await signedInBrowser()
  })
  const native = (redirect_uri: string, more: Record<string, string> = {}) => ({
    client_id: 'native',
    redirect_uri,
    ...challenge,
    ...more,
  })

  describe('§7.3: MUST allow any port of a loopback redirect URI', () => {
    it.each([
      'http://127.0.0.1/cb?x=1',
      'http://127.0.0.1:1/cb?x=1',
      'http://127.0.0.1:51004/cb?x=1',
      'http://127.0.0.1:65535/cb?x=1',
      'http://[::1]:61023/cb',
      'http://[::1]/cb',
      'http://localhost:7000/cb',
      'http://localhost:8080/cb',
      'http://localhost/cb',
    ])('%s', async (redirect_uri) => {
      const location = await authorize(browser, native(redirect_uri))
      expect(location.href.startsWith(redirect_uri.replace(':80/', '/'))).toBe(true)
      const { code } = parametersOf(location)
      const form = { grant_type: 'authorization_code', code: code!, code_verifier: pkce.verifier }
      expect(await asPublic({ ...form, redirect_uri: 'http://127.0.0.1:2/cb?x=1' }, 'native')).toBeOAuthError(
        400,
        'invalid_grant',
      )
      expect((await asPublic({ ...form, redirect_uri }, 'native')).status).toBe(200)
    })
  })

  describe('§8.4: everything else is exact', () => {
    it.each([
      ['another path', 'http://127.0.0.1:1234/other'],
      ['another query', 'http://127.0.0.1:1234/cb?x=2'],
      ['no query', 'http://127.0.0.1:1234/cb'],
      ['https', 'https://127.0.0.1:1234/cb?x=1'],
      ['another loopback address', 'http://127.0.0.2:1234/cb?x=1'],
      ['another spelling of the address', 'http://127.1:1234/cb?x=1'],
      ['one form of loopback for another', 'http://localhost:1234/cb?x=1'],
      ['a host that begins alike', 'http://127.0.0.1.evil.example:1234/cb?x=1'],
      ['a user name', 'http://127.0.0.1:1234@evil.example/cb?x=1'],
      ['a port that is none', 'http://127.0.0.1:99999/cb?x=1'],
      ['a port that is no number', 'http://127.0.0.1:80a/cb?x=1'],
      ['an empty port', 'http://127.0.0.1:/cb?x=1'],
      ['a long port', 'http://127.0.0.1:0001234/cb?x=1'],
      ['another path of a private scheme', 'com.example.native:/other'],
      ['another private scheme', 'com.example.evil:/cb'],
      ['a port on an https URI', 'https://native.example.com:8443/cb'],
      ['any port, for a web client', 'http://127.0.0.1:3001/cb', 'web-on-loopback'],
    ])('%s: %s', async (_, redirect_uri, client_id = 'native') => {
      const tab = browser.newTab()
      expect(await tab.open(authorizeUrl({ ...native(redirect_uri), client_id }))).toBeUndefined()
      expect(tab.status).toBe(400)
      expect(tab.text).toContain('It must equal a registered one')
    })
  })

  it('§7.1: a private-use scheme gets its code', async () => {
    const location = await authorize(browser, native(scheme, { state: 's' }))
    expect(location.href.startsWith(`${scheme}?code=`)).toBe(true)
    expect(parametersOf(location)).toMatchObject({ state: 's', iss: issuer })
  })

  it('§7.1: and cannot be posted to', async () => {
    const location = (await answerTo(browser, native(scheme, { response_mode: 'form_post' })))!
    expect(parametersOf(location).error).toBe('invalid_request')
  })

  it.each([
    'com.example.native',
    'myapp:/cb',
    'javascript:alert(1)',
    'data:text/html,x',
    'http://example.com/cb',
    'http://192.168.0.1/cb',
    'https://native.example.com/cb#x',
    'https://native.example.com/*',
    'https://user@native.example.com/cb',
    'https://native.example.com/ü',
  ])('§7.1, §8.4: %s MUST NOT be registered', async (uri) => {
    const registered = register({
      client_id: 'bad',
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      redirect_uris: [uri],
    })
    await expect(registered).rejects.toThrow('redirect_uris')
  })

  it('§8.1: MUST use PKCE', async () => {
    const location = (await answerTo(browser, { client_id: 'native', redirect_uri: https }))!
    expect(parametersOf(location).error).toBe('invalid_request')
  })

  describe('§8.6: such a client could be impersonated, so consent is asked every time', () => {
    it.each([scheme, 'http://127.0.0.1:4000/cb?x=1', 'http://[::1]:4000/cb', 'http://localhost:4000/cb'])(
      '%s',
      async (redirect_uri) => {
        const request = native(redirect_uri, { scope: 'openid read' })
        for (let time = 0; time < 3; time++) {
          const tab = browser.newTab()
          expect(await tab.open(authorizeUrl(request))).toBeUndefined()
          expect(tab.path).toBe('/consent')
          expect(tab.text).toContain('Read your things')
          expect(tab.text).not.toContain('What you already allow it')
          expect(await tab.submit({ action: 'allow' })).toMatch('code=')
        }
        const silent = (await answerTo(browser, { ...request, prompt: 'none' }))!
        expect(parametersOf(silent).error).toBe('interaction_required')
      },
    )

    it('and what was allowed there does not count for its https redirect URI', async () => {
      const request = native(https, { scope: 'openid read' })
      expect(parametersOf((await answerTo(browser, { ...request, prompt: 'none' }))!).error).toBe(
        'consent_required',
      )
      await authorize(browser, request)
      expect(parametersOf((await answerTo(browser, { ...request, prompt: 'none' }))!)).toHaveProperty('code')
    })

    it('nor does what was allowed at https count for them', async () => {
      await authorize(browser, native(https, { scope: 'write' }))
      const location = (await answerTo(browser, native(scheme, { scope: 'write', prompt: 'none' })))!
      expect(parametersOf(location).error).toBe('interaction_required')
    })

    it('though the client is first-party', async () => {
      await register({
        client_id: 'own-tool',
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        redirect_uris: [scheme, https],
        first_party: true,
      })
      const silent = { client_id: 'own-tool', ...challenge, prompt: 'none' }
      expect(parametersOf((await answerTo(browser, { ...silent, redirect_uri: scheme }))!).error).toBe(
        'interaction_required',
      )
      expect(parametersOf((await answerTo(browser, { ...silent, redirect_uri: https }))!)).toHaveProperty(
        'code',
      )
    })
  })

  it('§8.12: the pages cannot be embedded, and their forms may go on to the application', async () => {
    const tab = browser.newTab()
    const policy = async (uri: string) => {
      const first = await tab.fetch(authorizeUrl(native(uri)))
      const page = await tab.fetch(new URL(first.headers.get('location')!, issuer).href)
      return page.headers.get('content-security-policy')
    }
    expect(await policy(scheme)).toMatch(
      /form-action 'self' https: com\.example\.native:;.*frame-ancestors 'none'/,
    )
    expect(await policy('http://127.0.0.1:4000/cb?x=1')).toMatch(
      "form-action 'self' https: http://127.0.0.1:*;",
    )
  })
})
