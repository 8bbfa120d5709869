import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { parseConfig } from '../../src/config.ts'
import { Sealer } from '../../src/seal.ts'
import type { Account } from '../../src/sign-in/accounts.ts'
import {
  addPerson,
  alice,
  answerTo,
  authorize,
  authorizeUrl,
  bindings,
  callback,
  claimsOf,
  fetchPath,
  issuer,
  newBrowser,
  newCode,
  parametersOf,
  pkce,
  populate,
  redeem,
  register,
  signedInBrowser,
  token,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'

const form = 'application/x-www-form-urlencoded'

describe('RFC 9700 best current practice for OAuth 2.0 security', () => {
  let browser: FormBrowser
  beforeAll(async () => {
    await populate()
    await addPerson({ sub: 'sub-of-bob', user_id: 'bob', claims: { name: 'Bob' } })
    browser = await signedInBrowser()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  describe('§4.4 mix-up', () => {
    it('every response says which server it is from', async () => {
      for (const parameters of [
        {},
        { scope: 'nothing' },
        { response_mode: 'fragment' },
        { prompt: 'none', max_age: '0' },
      ]) {
        expect(parametersOf((await answerTo(browser, parameters))!).iss).toBe(issuer)
      }
    })
  })

  describe('§4.8 PKCE downgrade', () => {
    it('a challenge that was sent MUST be answered', async () => {
      const code = await newCode({ code_challenge: pkce.challenge, code_challenge_method: 'S256' }, browser)
      expect(await redeem(code)).toBeOAuthError(400, 'invalid_grant')
      expect(await redeem(code, { code_verifier: '' })).toBeOAuthError(400, 'invalid_grant')
    })

    it('a verifier without a challenge MUST be refused', async () => {
      expect(await redeem(await newCode({}, browser), { code_verifier: pkce.verifier })).toBeOAuthError(
        400,
        'invalid_grant',
      )
    })
  })

  describe('§4.11 open redirects', () => {
    const evil = 'https://evil.example/'
    it.each<[string, string]>([
      ['an unregistered redirect URI', new URL(authorizeUrl({ redirect_uri: evil })).search],
      ['with prompt=none', new URL(authorizeUrl({ redirect_uri: evil, prompt: 'none' })).search],
      ['with an error besides', new URL(authorizeUrl({ redirect_uri: evil, response_type: 'x' })).search],
      [
        'with a client that is not there',
        new URL(authorizeUrl({ redirect_uri: evil, client_id: 'x' })).search,
      ],
      ['as form_post', new URL(authorizeUrl({ redirect_uri: evil, response_mode: 'form_post' })).search],
      [
        'hidden behind a good one',
        `${new URL(authorizeUrl()).search}&redirect_uri=${encodeURIComponent(evil)}`,
      ],
      [
        'in front of a good one',
        `?redirect_uri=${encodeURIComponent(evil)}&${new URL(authorizeUrl()).search.slice(1)}`,
      ],
      ['carried over', `?posted=${encodeURIComponent(evil)}`],
      ['as a protocol-relative one', new URL(authorizeUrl({ redirect_uri: '//evil.example' })).search],
    ])('%s: a page, no way to go there', async (_, query) => {
      for (const path of ['/oauth2/authorize', '/oauth2/code']) {
        const response = await browser.fetch(`${issuer}${path}${query}`)
        expect([response.status, response.headers.get('location')]).toEqual([400, null])
        expect(response.headers.get('refresh')).toBeNull()
        expect(await response.text()).not.toMatch(/(href|src|action|content)="[^"]*evil\.example/)
      }
    })

    it.each(['/sign-in', '/consent', '/select-account', '/'])(
      '%s takes no address to go to',
      async (path) => {
        for (const name of ['request', 'next', 'return_to', 'redirect_uri', 'continue', 'url']) {
          const response = await browser.fetch(`${issuer}${path}?${name}=${encodeURIComponent(evil)}`)
          expect(response.headers.get('location')).toBeNull()
          expect(await response.text()).not.toMatch(/href="[^"]*evil/)
        }
      },
    )
  })

  it('§4.12: MUST NOT redirect with 307 or 308, which would post the password on', async () => {
    const tab = newBrowser()
    await tab.open(authorizeUrl())
    const response = await tab.fetch(`${issuer}/sign-in`, {
      method: 'POST',
      body: new URLSearchParams({ ...tab.hidden(), ...alice, action: 'sign-in' }).toString(),
      headers: { 'content-type': form },
    })
    expect(response.status).toBe(303)
    const code = await browser.fetch(authorizeUrl())
    expect(code.status).toBe(303)
  })

  describe('§2.1, §4.7 cross-site request forgery', () => {
    /** A page with a form, and what a person would post with it. */
    async function pageAt(path: '/sign-in' | '/consent' | '/select-account') {
      const tab = path === '/sign-in' ? newBrowser() : browser.newTab()
      const prompt = { '/sign-in': 'login', '/consent': 'consent', '/select-account': 'select_account' }[path]
      await tab.open(authorizeUrl({ prompt }))
      expect(tab.path).toBe(path)
      const fields = {
        '/sign-in': { ...alice, action: 'sign-in' },
        '/consent': { action: 'allow' },
        '/select-account': { account: 'sub-of-alice' },
      }[path]
      const body = new URLSearchParams({ ...tab.hidden(), ...fields }).toString()
      const post = (by: FormBrowser, headers: Record<string, string> = {}) =>
        by.fetch(issuer + path, { method: 'POST', body, headers: { 'content-type': form, ...headers } })
      return { tab, post }
    }
    const codeIn = (response: Response) => response.headers.get('location')?.includes('code=') ?? false

    describe.each(['/sign-in', '/consent', '/select-account'] as const)('POST %s', (path) => {
      it.each<[string, Record<string, string>]>([
        ['another origin', { origin: 'https://evil.example' }],
        ['an origin that begins alike', { origin: `${issuer}.evil.example` }],
        ['the same host by http', { origin: issuer.replace('https', 'http') }],
        ['another port', { origin: `${issuer}:8443` }],
        ['an opaque origin', { origin: 'null' }],
        ['another site, as the browser says', { 'sec-fetch-site': 'cross-site' }],
        ['a sibling site', { 'sec-fetch-site': 'same-site' }],
        ['another site that claims our origin', { 'sec-fetch-site': 'cross-site', origin: issuer }],
      ])('from %s is refused', async (_, headers) => {
        const { tab, post } = await pageAt(path)
        const before = new Map(tab.cookies)
        const response = await post(tab, headers)
        expect([response.status, response.headers.get('location')]).toEqual([400, null])
        expect(await response.text()).toContain('sent from another site')
        expect(tab.cookies).toEqual(before)
      })

      it('from our own page is taken', async () => {
        for (const headers of [{ origin: issuer }, { 'sec-fetch-site': 'same-origin', origin: issuer }]) {
          const { tab, post } = await pageAt(path)
          expect((await post(tab, headers as Record<string, string>)).status).toBe(303)
        }
      })

      it("with another browser's request is refused: nobody's half-finished sign-in can be planted", async () => {
        const { post } = await pageAt(path)
        const victim = await signedInBrowser()
        const before = new Map(victim.cookies)
        const response = await post(victim, { origin: issuer })
        expect([response.status, codeIn(response)]).toEqual([400, false])
        expect(await response.text()).toContain('began in another browser')
        expect(victim.cookies).toEqual(before)
      })

      it('without cookies is refused', async () => {
        const { post } = await pageAt(path)
        const response = await post(newBrowser(), { origin: issuer })
        expect([response.status, codeIn(response)]).toEqual([400, false])
      })

      it("with another page's request is refused", async () => {
        const { tab } = await pageAt(path)
        for (const other of ['/sign-in', '/consent', '/select-account'].filter((each) => each !== path)) {
          const response = await tab.fetch(issuer + other, {
            method: 'POST',
            body: new URLSearchParams({
              ...tab.hidden(),
              ...alice,
              action: 'allow',
              account: 'sub-of-alice',
            }).toString(),
            headers: { 'content-type': form, origin: issuer },
          })
          expect([response.status, response.headers.get('location')]).toEqual([400, null])
        }
      })

      it('with a changed request is refused', async () => {
        const { tab } = await pageAt(path)
        const request = tab.hidden().request!
        for (const bent of [request.slice(0, -1), `${request}A`, request.replace('.', '..'), '', 'x']) {
          const response = await tab.fetch(issuer + path, {
            method: 'POST',
            body: new URLSearchParams({
              request: bent,
              ...alice,
              action: 'allow',
              account: 'sub-of-alice',
            }).toString(),
            headers: { 'content-type': form, origin: issuer },
          })
          expect([response.status, response.headers.get('location')]).toEqual([400, null])
        }
      })
    })

    it('a consent that was shown to one account is not taken for another', async () => {
      const own = await signedInBrowser()
      await register({ client_id: 'for-alice' })
      await own.open(authorizeUrl({ client_id: 'for-alice' }))
      const shown = own.newTab()
      shown.url = own.url
      shown.html = own.html
      // Meanwhile, in another tab, alice leaves the cookie and bob signs in.
      for (const name of own.cookies.keys()) if (name.includes('session')) own.cookies.delete(name)
      const other = own.newTab()
      await other.open(authorizeUrl())
      await other.submit({ ...alice, login: 'bob', action: 'sign-in' })
      const location = await shown.submit({ action: 'allow' })
      expect(location).toBeUndefined()
      expect([shown.path, shown.text]).toEqual([
        '/consent',
        expect.stringContaining('You are signed in as Bob'),
      ])
    })

    it('an allow for more than the page showed shows the page again', async () => {
      await register({ client_id: 'wider' })
      const tab = browser.newTab()
      await tab.open(authorizeUrl({ client_id: 'wider', scope: 'read' }))
      expect(await tab.submit({ action: 'allow', scope: 'read write', asked: 'write' })).toMatch('code=')
      const silent = (await answerTo(browser, { client_id: 'wider', scope: 'read write', prompt: 'none' }))!
      expect(parametersOf(silent).error).toBe('consent_required')
    })

    it('allowing takes a POST: a link allows nothing', async () => {
      await register({ client_id: 'by-link' })
      const tab = browser.newTab()
      await tab.open(authorizeUrl({ client_id: 'by-link' }))
      const response = await tab.fetch(`${tab.url}&action=allow`)
      expect(codeIn(response)).toBe(false)
      expect(parametersOf((await answerTo(browser, { client_id: 'by-link', prompt: 'none' }))!).error).toBe(
        'consent_required',
      )
    })
  })

  describe('§4.16 clickjacking, §4.2 leakage: every page', () => {
    const pages: [string, () => Promise<Response>][] = [
      ['sign-in', () => follow(newBrowser(), authorizeUrl())],
      ['consent', () => follow(browser.newTab(), authorizeUrl({ prompt: 'consent' }))],
      ['select-account', () => follow(browser.newTab(), authorizeUrl({ prompt: 'select_account' }))],
      ['form_post', () => follow(browser.newTab(), authorizeUrl({ response_mode: 'form_post' }))],
      ['an error', () => follow(browser.newTab(), authorizeUrl({ redirect_uri: 'https://evil.example' }))],
      ['an interruption', () => fetchPath('/sign-in?request=x')],
      ['the front page', () => fetchPath('/')],
      ['the error table', () => fetchPath('/errors')],
      ['a document', () => fetchPath('/docs/concepts')],
    ]
    async function follow(by: FormBrowser, url: string): Promise<Response> {
      let response = await by.fetch(url)
      for (let hop = 0; response.headers.has('location') && hop < 5; hop++) {
        response = await by.fetch(new URL(response.headers.get('location')!, issuer).href)
      }
      return response
    }

    it.each(pages)('%s', async (_, open) => {
      const { headers, ...response } = await open().then(async (r) => ({
        headers: r.headers,
        html: await r.text(),
      }))
      const csp = headers.get('content-security-policy')!
      for (const part of [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "script-src 'self'",
        "style-src 'self'",
      ]) {
        expect(csp.split('; ')).toContain(part)
      }
      expect(csp).not.toMatch(/unsafe|\*;|data:.*script/)
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('referrer-policy')).toBe('same-origin')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('strict-transport-security')).toMatch(/max-age=\d{8}/)
      expect(headers.get('content-type')).toBe('text/html; charset=UTF-8')
      expect(response.html).not.toMatch(/<script(?![^>]*src=)|\son\w+=|\sstyle=|javascript:|<iframe|<base/i)
      for (const link of response.html.match(/<a [^>]*target="_blank"[^>]*>/g) ?? [])
        expect(link).toContain('noopener noreferrer')
    })

    it('every redirect of a sign-in is not stored and leaks no referrer', async () => {
      const own = newBrowser()
      const first = await own.fetch(authorizeUrl({ client_id: 'web', scope: 'read' }))
      await own.open(authorizeUrl({ scope: 'read' }))
      const posted = await own.fetch(`${issuer}/sign-in`, {
        method: 'POST',
        body: new URLSearchParams({ ...own.hidden(), ...alice, action: 'sign-in' }).toString(),
        headers: { 'content-type': form },
      })
      const done = await browser.fetch(authorizeUrl())
      for (const { status, headers } of [first, posted, done]) {
        expect([status, headers.get('cache-control'), headers.get('referrer-policy')]).toEqual([
          303,
          'no-store',
          'same-origin',
        ])
      }
    })
  })

  describe('sessions and cookies', () => {
    const sealer = new Sealer(parseConfig(bindings))
    const name = '__Host-edgegrant-session'
    async function accountsIn(cookies: Map<string, string>): Promise<readonly Account[]> {
      const opened = await sealer.open<Account[]>('session', cookies.get(name)!, Date.now())
      return opened!.payload
    }

    it('cookies are __Host-, Secure, HttpOnly and Lax', async () => {
      const tab = newBrowser()
      const set: string[] = (await tab.fetch(authorizeUrl())).headers.getSetCookie()
      await tab.open(authorizeUrl())
      const response = await tab.fetch(`${issuer}/sign-in`, {
        method: 'POST',
        body: new URLSearchParams({ ...tab.hidden(), ...alice, action: 'sign-in' }).toString(),
        headers: { 'content-type': form },
      })
      set.push(...response.headers.getSetCookie())
      expect(set.map((each) => each.split('=')[0]).sort()).toContain(name)
      for (const each of set) {
        expect(each).toMatch(/^__Host-/)
        expect(each).toMatch(/; Path=\/;/)
        expect(each).toMatch(/; Secure/)
        // But for the hash that the frame of Session Management 1.0 §3.2 reads in pages of other sites.
        const watched = each.startsWith('__Host-edgegrant-state=')
        expect(/; HttpOnly/.test(each)).toBe(!watched)
        expect(each).toMatch(watched ? /; SameSite=None/ : /; SameSite=Lax/)
        expect(each).not.toMatch(/Domain=/i)
      }
    })

    it('fixation: the private id changes at every sign-in, and the former one is dead', async () => {
      const own = await signedInBrowser()
      const planted = new Map(own.cookies)
      const [before] = await accountsIn(planted)
      await own.open(authorizeUrl({ prompt: 'login' }))
      await own.submit({ ...alice, action: 'sign-in' })
      const [after] = await accountsIn(own.cookies)
      expect(after!.sub).toBe(before!.sub)
      expect(after!.session).not.toBe(before!.session)
      const attacker = newBrowser()
      for (const [key, value] of planted) attacker.cookies.set(key, value)
      expect(parametersOf((await answerTo(attacker, { prompt: 'none' }))!).error).toBe('login_required')
      expect(parametersOf((await answerTo(own, { prompt: 'none' }))!)).toHaveProperty('code')
    })

    it('fixation: who signs in with a planted cookie does not sign in its owner', async () => {
      const attacker = await signedInBrowser({ ...alice, login: 'bob' })
      const victim = newBrowser()
      for (const [key, value] of attacker.cookies) victim.cookies.set(key, value)
      await victim.open(authorizeUrl({ prompt: 'select_account' }))
      await victim.submit({ account: 'another' })
      await victim.submit({ ...alice, action: 'sign-in' })
      const location = (await answerTo(attacker, { scope: 'openid', prompt: 'none' }))!
      const { body } = await redeem(parametersOf(location).code!)
      expect(claimsOf(body.id_token).sub).toBe('sub-of-bob')
    })

    it('the private id is nowhere but in the cookie: not in a code, a token or a page', async () => {
      const own = await signedInBrowser()
      const [account] = await accountsIn(own.cookies)
      const code = await newCode({ scope: 'openid profile offline_access' }, own)
      const { body } = await redeem(code)
      await own.open(authorizeUrl({ prompt: 'consent' }))
      const seen = [
        code,
        JSON.stringify(body),
        JSON.stringify(claimsOf(body.id_token)),
        JSON.stringify(claimsOf(body.access_token)),
        own.html,
      ]
      for (const each of seen) expect(each).not.toContain(account!.session)
    })

    it.each([
      ['garbage', () => 'garbage'],
      ['changed', (cookie: string) => cookie.slice(0, -2) + (cookie.endsWith('AA') ? 'BB' : 'AA')],
      ['of another purpose', () => ''],
    ])('a session cookie that is %s is nobody', async (_, bend) => {
      const tab = newBrowser()
      for (const [key, value] of browser.cookies) tab.cookies.set(key, value)
      tab.cookies.set(name, bend(tab.cookies.get(name)!) || (await newCode({}, browser)))
      expect(parametersOf((await answerTo(tab, { prompt: 'none' }))!).error).toBe('login_required')
    })
  })

  it('§2.1.2, §2.4: neither implicit nor password grants, unless a client is registered for them', async () => {
    const answer = (await answerTo(browser, { response_type: 'token' }))!
    expect([answer.search, parametersOf(answer).error]).toEqual(['', 'unauthorized_client'])
    const form = { grant_type: 'password', username: alice.login, password: alice.password }
    expect(await token(form)).toBeOAuthError(400, 'unauthorized_client')
  })

  it('§4.2.4: the code is sent to the redirect URI and nowhere else', async () => {
    const location = await authorize(browser, { state: 's' })
    expect(location.origin + location.pathname).toBe(callback)
    expect([...location.searchParams.keys()].sort()).toEqual(['code', 'iss', 'state'])
  })
})
