import { base64url, decodeProtectedHeader, generateKeyPair, SignJWT } from 'jose'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type SigningAlgorithm, signingAlgorithms } from '../../src/protocol/client-metadata.ts'
import {
  addPerson,
  alice,
  allScopes,
  answerTo,
  authorize,
  authorizeUrl,
  basic,
  claimsOf,
  issuer,
  type Json,
  later,
  newBrowser,
  parametersOf,
  populate,
  redeem,
  register,
  secret,
  signedInBrowser,
  stopClock,
  token,
  userinfo,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'

const bob = { login: 'bob', password: 'a password of bob' }
const nora = { login: 'nora', password: 'a password of nora' }

describe('OpenID Connect Core', () => {
  let browser: FormBrowser
  beforeAll(async () => {
    await populate()
    await addPerson({
      sub: 'sub-of-bob',
      user_id: 'bob',
      password: bob.password,
      claims: { name: 'Bob', email: 'bob@example.com' },
    })
    await addPerson({
      sub: 'sub-of-nora',
      user_id: 'nora',
      password: nora.password,
      claims: { name: 'Nora' },
    })
    browser = await signedInBrowser()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  async function tokensFor(parameters: Record<string, string> = {}, tab = browser): Promise<Json> {
    const location = await authorize(tab, { scope: 'openid', ...parameters })
    return (await redeem(location.searchParams.get('code')!)).body
  }
  const idTokenFor = async (parameters: Record<string, string> = {}, tab = browser): Promise<string> =>
    (await tokensFor(parameters, tab)).id_token
  const signIn = (tab: FormBrowser, person = alice) => tab.submit({ ...person, action: 'sign-in' })
  const errorFor = async (parameters: Record<string, string>, tab = browser) =>
    parametersOf((await answerTo(tab, { scope: 'openid', ...parameters }))!).error

  describe('§2 the ID token', () => {
    it('has iss, sub, aud, exp and iat, and what this server always adds', async () => {
      const claims = claimsOf(await idTokenFor({ nonce: 'n-0S6_WzA2Mj' }))
      expect(claims).toEqual({
        iss: issuer,
        sub: 'sub-of-alice',
        aud: 'web',
        exp: claims.iat! + 600,
        iat: expect.any(Number),
        auth_time: expect.any(Number),
        acr: '1',
        amr: ['pwd'],
        sid: expect.any(String),
        at_hash: expect.any(String),
        nonce: 'n-0S6_WzA2Mj',
      })
      expect(claims.auth_time).toBeLessThanOrEqual(claims.iat!)
    })

    it('sub is at most 255 ASCII characters', async () => {
      expect(claimsOf(await idTokenFor()).sub).toMatch(/^[\x20-\x7e]{1,255}$/)
    })

    it('comes only with the scope openid (§3.1.2.1)', async () => {
      expect(await tokensFor({ scope: 'profile read' })).not.toHaveProperty('id_token')
    })

    it('nonce MUST be passed through unmodified, and is absent where none was sent', async () => {
      const nonce = `ü <>&"' %00 + ${'x'.repeat(64)}`
      expect(claimsOf(await idTokenFor({ nonce })).nonce).toBe(nonce)
      expect(claimsOf(await idTokenFor())).not.toHaveProperty('nonce')
    })

    it('§15.1: is signed with RS256 where the registration does not say', async () => {
      expect(decodeProtectedHeader(await idTokenFor())).toMatchObject({
        alg: 'RS256',
        typ: 'JWT',
        kid: expect.any(String),
      })
    })

    it('sid is one for a session, another for another, and never the private id', async () => {
      const other = newBrowser()
      const [first, second, elsewhere] = [
        claimsOf(await idTokenFor()),
        claimsOf(await idTokenFor()),
        claimsOf(await idTokenFor({}, other)),
      ]
      expect(first.sid).toBe(second.sid)
      expect(first.sid).not.toBe(elsewhere.sid)
    })

    it('claims go to userinfo, not into the ID token, unless asked for there (§5.4)', async () => {
      const { id_token } = await tokensFor({ scope: allScopes.join(' ') })
      for (const name of ['name', 'email', 'address', 'phone_number'])
        expect(claimsOf(id_token)).not.toHaveProperty(name)
    })
  })

  describe('§3.1.3.6 at_hash is the left half of the hash of the access token', () => {
    const digests: Record<SigningAlgorithm, string> = { RS256: 'SHA-256', ES256: 'SHA-256', EdDSA: 'SHA-512' }
    it.each(signingAlgorithms)('with %s', async (alg) => {
      const clientId = `hash-${alg}`
      await register({ client_id: clientId, id_token_signed_response_alg: alg })
      const location = await authorize(browser, { client_id: clientId, scope: 'openid' })
      const form = { grant_type: 'authorization_code', code: location.searchParams.get('code')! }
      const { body } = await token(form, { authorization: basic(clientId, secret) })
      expect(decodeProtectedHeader(body.id_token).alg).toBe(alg)
      const hash = await crypto.subtle.digest(digests[alg], new TextEncoder().encode(body.access_token))
      const half = base64url.encode(new Uint8Array(hash).slice(0, hash.byteLength / 2))
      expect(claimsOf(body.id_token).at_hash).toBe(half)
    })
  })

  it('§3.1.2.1: redirect_uri is REQUIRED of an OpenID request', async () => {
    const location = await answerTo(browser, { scope: 'openid', redirect_uri: '' })
    expect(parametersOf(location!).error).toBe('invalid_request')
  })

  describe('§3.1.2.1 max_age', () => {
    it('0 asks for the password at once, even in the second of the sign-in', async () => {
      stopClock()
      const tab = newBrowser()
      await authorize(tab)
      expect(await answerTo(tab, { scope: 'openid', max_age: '0' })).toBeUndefined()
      expect([tab.path, tab.text]).toEqual(['/sign-in', expect.stringContaining('Confirm it is you')])
    })

    it('1 asks again after two seconds, and auth_time is newer', async () => {
      stopClock()
      const own = newBrowser()
      const before = claimsOf(await idTokenFor({}, own)).auth_time as number
      later(1)
      expect(claimsOf(await idTokenFor({ max_age: '1' }, own)).auth_time).toBe(before)
      later(1)
      await answerTo(own, { scope: 'openid', max_age: '1' })
      const location = await signIn(own)
      const { body } = await redeem(new URL(location!).searchParams.get('code')!)
      expect(claimsOf(body.id_token).auth_time).toBe(before + 2)
    })

    it('10000 does not ask, and auth_time is the old one', async () => {
      const before = claimsOf(await idTokenFor()).auth_time
      expect(claimsOf(await idTokenFor({ max_age: '10000' })).auth_time).toBe(before)
    })

    it('default_max_age of the registration (Registration §2) counts where none is sent', async () => {
      stopClock()
      await register({ client_id: 'hurried', default_max_age: 60 })
      const own = newBrowser()
      await authorize(own, { client_id: 'hurried', scope: 'openid' })
      later(61)
      expect(await errorFor({ client_id: 'hurried', prompt: 'none' }, own)).toBe('login_required')
      expect(await errorFor({ client_id: 'hurried', prompt: 'none', max_age: '600' }, own)).toBeUndefined()
    })

    it.each(['-1', 'x', '1.5', '1e3', '0x10', '99999999999', ' 1'])(
      '%s is no whole number',
      async (max_age) => {
        expect(await errorFor({ max_age })).toBe('invalid_request')
      },
    )
  })

  describe('§3.1.2.1 prompt', () => {
    it('none, nobody signed in: login_required', async () => {
      expect(await errorFor({ prompt: 'none' }, newBrowser())).toBe('login_required')
    })

    it('none, signed in: no page, the same sub and auth_time', async () => {
      const before = claimsOf(await idTokenFor())
      const after = claimsOf(
        (await redeem(parametersOf((await answerTo(browser, { scope: 'openid', prompt: 'none' }))!).code!))
          .body.id_token,
      )
      expect([after.sub, after.auth_time, after.sid]).toEqual([before.sub, before.auth_time, before.sid])
    })

    it('none, signed in too long ago: login_required', async () => {
      expect(await errorFor({ prompt: 'none', max_age: '0' })).toBe('login_required')
    })

    it('none, not yet allowed: consent_required', async () => {
      await register({ client_id: 'new-here' })
      expect(await errorFor({ prompt: 'none', client_id: 'new-here' })).toBe('consent_required')
    })

    it('none, the session has ended: login_required', async () => {
      stopClock()
      const own = newBrowser()
      await authorize(own)
      later(8 * 86_400)
      expect(await errorFor({ prompt: 'none' }, own)).toBe('login_required')
    })

    it.each(['none login', 'consent none', 'none none login', 'none select_account'])(
      '%s: none MUST stand alone',
      async (prompt) => {
        expect(await errorFor({ prompt })).toBe('invalid_request')
      },
    )

    it.each(['create', 'NONE', 'login,consent', 'x'])('%s is unknown', async (prompt) => {
      expect(await errorFor({ prompt })).toBe('invalid_request')
    })

    it('none shows no page for any error of the request either', async () => {
      const location = await answerTo(newBrowser(), { prompt: 'none', response_mode: 'fragment', state: 's' })
      expect(parametersOf(location!)).toMatchObject({ error: 'login_required', state: 's' })
    })

    it('login: signs in again, auth_time is newer, the session keeps its sid', async () => {
      stopClock()
      const own = newBrowser()
      const before = claimsOf(await idTokenFor({}, own))
      later(10)
      await answerTo(own, { scope: 'openid', prompt: 'login' })
      expect(own.path).toBe('/sign-in')
      const location = await signIn(own)
      const after = claimsOf((await redeem(new URL(location!).searchParams.get('code')!)).body.id_token)
      expect([after.auth_time, after.sid]).toEqual([(before.auth_time as number) + 10, before.sid])
    })

    it('login: a wrong password gives nothing', async () => {
      const tab = browser.newTab()
      await answerTo(tab, { prompt: 'login' })
      expect(await signIn(tab, { ...alice, password: 'wrong' })).toBeUndefined()
      expect([tab.status, tab.path]).toEqual([400, '/sign-in'])
    })

    it('login: going back to another page does not get around it', async () => {
      const tab = browser.newTab()
      await answerTo(tab, { prompt: 'login' })
      const request = tab.hidden().request!
      await tab.open(`/consent?request=${request}`)
      expect(tab.status).toBe(400)
      await tab.open(`/sign-in?request=${request}`)
      expect([tab.status, tab.path]).toEqual([200, '/sign-in'])
    })

    it('consent: asks again for everything, though all is allowed already', async () => {
      const tab = browser.newTab()
      await answerTo(tab, { scope: 'openid email', prompt: 'consent' })
      expect(tab.path).toBe('/consent')
      expect(tab.text).toContain('See your email address')
      expect(new URL((await tab.submit({ action: 'allow' }))!).searchParams.has('code')).toBe(true)
    })

    it('select_account: shows the accounts, even where there is one', async () => {
      const tab = browser.newTab()
      await answerTo(tab, { prompt: 'select_account' })
      expect(tab.path).toBe('/select-account')
      expect(tab.text).toContain('Alice Adams')
      expect(new URL((await tab.submit({ account: 'sub-of-alice' }))!).searchParams.has('code')).toBe(true)
    })

    it('select_account: signs in where nobody is', async () => {
      const own = newBrowser()
      await answerTo(own, { prompt: 'select_account' })
      expect(own.path).toBe('/sign-in')
    })

    it('login consent: one after the other', async () => {
      const tab = browser.newTab()
      await answerTo(tab, { prompt: 'login consent' })
      expect(tab.path).toBe('/sign-in')
      expect(await signIn(tab)).toBeUndefined()
      expect(tab.path).toBe('/consent')
      expect(await tab.submit({ action: 'allow' })).toMatch('code=')
    })

    it('consent select_account: the chosen one is asked', async () => {
      const tab = browser.newTab()
      await answerTo(tab, { prompt: 'consent select_account' })
      expect(tab.path).toBe('/select-account')
      expect(await tab.submit({ account: 'sub-of-alice' })).toBeUndefined()
      expect(tab.path).toBe('/consent')
      expect(await tab.submit({ action: 'allow' })).toMatch('code=')
    })

    it('select_account login consent: all three', async () => {
      const tab = browser.newTab()
      await answerTo(tab, { prompt: 'select_account login consent' })
      const seen = [tab.path]
      await tab.submit({ account: 'sub-of-alice' })
      seen.push(tab.path)
      await signIn(tab)
      seen.push(tab.path)
      expect(seen).toEqual(['/select-account', '/sign-in', '/consent'])
      expect(await tab.submit({ action: 'allow' })).toMatch('code=')
    })
  })

  describe('several accounts in one browser', () => {
    let shared: FormBrowser
    let kept: Map<string, string>
    beforeEach(() => {
      shared = newBrowser()
      for (const [name, value] of kept) shared.cookies.set(name, value)
    })
    beforeAll(async () => {
      const first = newBrowser()
      await authorize(first, { scope: 'openid' })
      await answerTo(first, { scope: 'openid', prompt: 'select_account' })
      await first.submit({ account: 'another' })
      expect(first.path).toBe('/sign-in')
      await signIn(first, nora)
      await first.submit({ action: 'allow' })
      await answerTo(first, { scope: 'openid', prompt: 'select_account' })
      await first.submit({ account: 'another' })
      await signIn(first, bob)
      await first.submit({ action: 'allow' })
      kept = new Map(first.cookies)
    })
    const subFor = async (parameters: Record<string, string>) => {
      const location = await answerTo(shared, { scope: 'openid', ...parameters })
      if (location === undefined) return shared.path
      const { code, error } = parametersOf(location)
      return code === undefined ? error : claimsOf((await redeem(code)).body.id_token).sub
    }

    it('nothing says which is meant: the person chooses', async () => {
      expect(await subFor({})).toBe('/select-account')
      for (const shown of ['Alice Adams', 'Bob', 'Nora']) expect(shared.text).toContain(shown)
      const location = await shared.submit({ account: 'sub-of-bob' })
      expect(claimsOf((await redeem(new URL(location!).searchParams.get('code')!)).body.id_token).sub).toBe(
        'sub-of-bob',
      )
    })

    it('nor may anybody be asked: account_selection_required (§3.1.2.6)', async () => {
      expect(await subFor({ prompt: 'none' })).toBe('account_selection_required')
    })

    it.each([
      ['alice', 'sub-of-alice'],
      ['BOB@example.com', 'sub-of-bob'],
      ['nora', 'sub-of-nora'],
      ['stranger', 'account_selection_required'],
    ])('login_hint %s', async (login_hint, sub) => {
      expect(await subFor({ prompt: 'none', login_hint })).toBe(sub)
    })

    it('id_token_hint says who', async () => {
      const id_token_hint = await idTokenFor()
      expect(await subFor({ prompt: 'none', id_token_hint })).toBe('sub-of-alice')
    })

    it('claims with a value of sub says who', async () => {
      const claims = JSON.stringify({ id_token: { sub: { value: 'sub-of-bob' } } })
      expect(await subFor({ prompt: 'none', claims })).toBe('sub-of-bob')
    })

    it('somebody is named who is not signed in here: that person signs in, or login_required', async () => {
      await addPerson({ sub: 'sub-of-carol', user_id: 'carol', password: 'a password of carol', claims: {} })
      const claims = JSON.stringify({ id_token: { sub: { value: 'sub-of-carol' } } })
      expect(await subFor({ prompt: 'none', claims })).toBe('login_required')
      expect(await subFor({ claims })).toBe('/sign-in')
      await signIn(shared, { login: 'carol', password: 'a password of carol' })
      expect(shared.path).toBe('/consent')
    })

    it('an account that is not in this browser cannot be chosen', async () => {
      await subFor({})
      expect(await shared.submit({ account: 'sub-of-mallory' })).toBeUndefined()
      expect(shared.path).toBe('/select-account')
    })

    it('cancel tells the application', async () => {
      await subFor({})
      expect(await shared.submit({ account: 'cancel' })).toMatch('error=access_denied')
    })

    it('at most five are kept', async () => {
      for (const name of ['dan', 'eve', 'fay', 'gus']) {
        await addPerson({ sub: `sub-of-${name}`, user_id: name, claims: {} })
        await answerTo(shared, { scope: 'openid', prompt: 'select_account' })
        await shared.submit({ account: 'another' })
        await signIn(shared, { ...alice, login: name })
      }
      await answerTo(shared, { scope: 'openid' })
      expect(shared.html.match(/class="person"/g)).toHaveLength(5)
      for (const [name, value] of shared.cookies) expect(name.length + value.length).toBeLessThan(4096)
    })
  })

  describe('§3.1.2.1 login_hint', () => {
    it('fills in the name', async () => {
      const own = newBrowser()
      await answerTo(own, { login_hint: 'alice@example.com' })
      expect(own.html).toMatch(/<input[^>]*name="login"[^>]*value="alice@example.com"/)
    })

    it('is text, whatever it holds', async () => {
      const own = newBrowser()
      await answerTo(own, { login_hint: '"><script>alert(1)</script>' })
      expect(own.html).not.toContain('<script>alert')
    })

    it('tells nothing: a known and an unknown name show the same page', async () => {
      const page = async (login_hint: string) => {
        const own = newBrowser()
        await answerTo(own, { login_hint })
        return own.text
      }
      expect(await page('alice')).toBe(await page('nobody'))
    })
  })

  describe('§3.1.2.1 id_token_hint', () => {
    it('with prompt=none: silent', async () => {
      const id_token_hint = await idTokenFor()
      expect(await errorFor({ prompt: 'none', id_token_hint })).toBeUndefined()
    })

    it('is taken though it has expired', async () => {
      stopClock()
      const id_token_hint = await idTokenFor()
      later(86_400)
      expect(await errorFor({ prompt: 'none', id_token_hint })).toBeUndefined()
    })

    it('of another person: login_required', async () => {
      const id_token_hint = await idTokenFor({}, await signedInBrowser(bob))
      expect(await errorFor({ prompt: 'none', id_token_hint })).toBe('login_required')
    })

    it('of another person: that one may sign in; who signs in else MUST NOT be passed on', async () => {
      const id_token_hint = await idTokenFor({}, await signedInBrowser(bob))
      const own = await signedInBrowser()
      expect(await answerTo(own, { scope: 'openid', id_token_hint })).toBeUndefined()
      expect(own.path).toBe('/sign-in')
      const page = { url: own.url, html: own.html }
      expect(parametersOf(new URL((await signIn(own))!)).error).toBe('login_required')
      own.url = page.url
      own.html = page.html
      const { code } = parametersOf(new URL((await signIn(own, bob))!))
      expect(claimsOf((await redeem(code!)).body.id_token).sub).toBe('sub-of-bob')
    })

    it.each<[string, (hint: string) => string | Promise<string>]>([
      ['garbage', () => 'garbage'],
      [
        'of another client',
        async () => {
          await register({ client_id: 'foreign' })
          const location = await authorize(browser, { client_id: 'foreign', scope: 'openid' })
          const form = { grant_type: 'authorization_code', code: location.searchParams.get('code')! }
          return (await token(form, { authorization: basic('foreign', secret) })).body.id_token
        },
      ],
      [
        'with its payload changed',
        (hint) => {
          const [header, , signature] = hint.split('.')
          const payload = btoa(JSON.stringify({ ...claimsOf(hint), sub: 'sub-of-bob' })).replaceAll('=', '')
          return `${header}.${payload}.${signature}`
        },
      ],
      ['with its signature changed', (hint) => hint.slice(0, -1) + (hint.endsWith('A') ? 'Q' : 'A')],
      ['without a signature', (hint) => hint.slice(0, hint.lastIndexOf('.') + 1)],
      ['with alg none', (hint) => `${btoa('{"alg":"none"}').replaceAll('=', '')}.${hint.split('.')[1]}.`],
      [
        'signed by a stranger',
        async (hint) => {
          const { privateKey } = await generateKeyPair('RS256')
          return new SignJWT(claimsOf(hint))
            .setProtectedHeader({ ...decodeProtectedHeader(hint), alg: 'RS256' })
            .sign(privateKey)
        },
      ],
      ['an access token', async () => (await tokensFor()).access_token],
    ])('%s: invalid_request', async (_, bend) => {
      expect(await errorFor({ id_token_hint: await bend(await idTokenFor()) })).toBe('invalid_request')
    })
  })

  describe('§5.5 the claims parameter', () => {
    const ask = async (claims: unknown, scope = 'openid profile email') => {
      const tokens = await tokensFor({ scope, claims: JSON.stringify(claims) })
      return {
        idToken: claimsOf(tokens.id_token) as Json,
        userinfo: (await userinfo(tokens.access_token)).body,
      }
    }

    it('asks for claims in the ID token', async () => {
      const { idToken } = await ask({ id_token: { name: null, email: { essential: true } } })
      expect(idToken).toMatchObject({ name: 'Alice Adams', email: 'alice@example.com' })
      expect(idToken).not.toHaveProperty('family_name')
    })

    it('asks for claims of userinfo', async () => {
      const { userinfo } = await ask(
        { userinfo: { name: { essential: true }, email: null } },
        'openid profile email',
      )
      expect(userinfo).toMatchObject({ name: 'Alice Adams', email: 'alice@example.com' })
    })

    it('by name, where no scope covers it: the person is asked by name, and it is released', async () => {
      await register({ client_id: 'by-name' })
      const tab = browser.newTab()
      const claims = JSON.stringify({
        userinfo: { phone_number: { essential: true } },
        id_token: { given_name: null },
      })
      await answerTo(tab, { client_id: 'by-name', scope: 'openid', claims })
      expect(tab.path).toBe('/consent')
      expect(tab.text).toContain('phone number')
      const location = await tab.submit({ action: 'allow' })
      const form = { grant_type: 'authorization_code', code: new URL(location!).searchParams.get('code')! }
      const { body } = await token(form, { authorization: basic('by-name', secret) })
      expect(claimsOf(body.id_token).given_name).toBe('Alice')
      const info = (await userinfo(body.access_token)).body
      expect(info).toEqual({ sub: 'sub-of-alice', phone_number: '+1 555 0100' })
      expect(await errorFor({ client_id: 'by-name', prompt: 'none', claims })).toBeUndefined()
    })

    it('claims that the server does not know, or does not have, are left out (§5.5.1: no error)', async () => {
      const { idToken, userinfo } = await ask({
        id_token: { shoe_size: { essential: true }, birthdate: { essential: true }, 'name#de': null },
        userinfo: { shoe_size: null },
        other: { x: null },
      })
      for (const name of ['shoe_size', 'birthdate', 'name#de']) expect(idToken).not.toHaveProperty(name)
      expect(userinfo).not.toHaveProperty('shoe_size')
    })

    it('cannot change what the server says', async () => {
      const { idToken } = await ask({
        id_token: { iss: { value: 'https://evil.example' }, aud: { value: 'x' }, exp: null },
      })
      expect([idToken.iss, idToken.aud]).toEqual([issuer, 'web'])
    })

    it('__proto__ and its like are names like others', async () => {
      const tokens = await tokensFor({
        claims: '{"id_token":{"__proto__":null,"constructor":{"essential":true}}}',
      })
      expect(Object.keys(claimsOf(tokens.id_token))).not.toContain('constructor')
    })

    it.each(['', '{}', '{"userinfo":null}', '{"id_token":{}}'])('%s is fine', async (claims) => {
      expect(await errorFor({ claims })).toBeUndefined()
    })

    it.each([
      'x',
      '[]',
      '"x"',
      'null',
      '1',
      '{',
      '{"id_token":[]}',
      '{"id_token":{"name":"x"}}',
      '{"id_token":{"name":{"essential":"yes"}}}',
      '{"id_token":{"acr":{"values":"1"}}}',
    ])('%s: invalid_request', async (claims) => {
      expect(await errorFor({ claims })).toBe('invalid_request')
    })

    it('§5.5.1: sub with a value is whom the client means', async () => {
      const sub = (value: string) => JSON.stringify({ id_token: { sub: { value } } })
      expect(await errorFor({ prompt: 'none', claims: sub('sub-of-alice') })).toBeUndefined()
      expect(await errorFor({ prompt: 'none', claims: sub('sub-of-bob') })).toBe('login_required')
      const own = newBrowser()
      await answerTo(own, { scope: 'openid', claims: sub('sub-of-bob') })
      expect(parametersOf(new URL((await signIn(own))!)).error).toBe('login_required')
    })

    it('§5.5.1.1: an essential acr that cannot be reached is an error, a voluntary one is not', async () => {
      const acr = (essential: boolean, values: string[]) =>
        JSON.stringify({ id_token: { acr: { essential, values } } })
      expect(await errorFor({ claims: acr(true, ['9']) })).toBe('unmet_authentication_requirements')
      expect(await errorFor({ claims: acr(true, ['9']), prompt: 'none' })).toBe(
        'unmet_authentication_requirements',
      )
      expect(await errorFor({ claims: acr(true, ['9', '1']) })).toBeUndefined()
      expect(await errorFor({ claims: acr(false, ['9']) })).toBeUndefined()
    })
  })

  describe('§3.1.2.1, §5.2 tolerated', () => {
    it.each([
      ['ui_locales', 'fr-CA fr en'],
      ['claims_locales', 'de'],
      ['acr_values', '9 8'],
      ['display', 'popup'],
      ['display', 'page'],
      ['display', 'hologram'],
      ['extra', 'foobar'],
      ['code', 'x'],
      ['posted_by', 'x'],
    ])('%s=%s', async (name, value) => {
      expect(await errorFor({ [name]: value, prompt: 'none' })).toBeUndefined()
    })

    it('parameters in any order', async () => {
      const reversed = [...new URL(authorizeUrl({ scope: 'openid', state: 's' })).searchParams].reverse()
      const location = await browser.open(`${issuer}/oauth2/authorize?${new URLSearchParams(reversed)}`)
      expect(location).toMatch('code=')
    })
  })

  describe('§3.1.2.6, §6, §7.2.1 refused by their own codes', () => {
    const unsigned = `${btoa('{"alg":"none"}').replaceAll('=', '')}.${btoa('{"client_id":"web"}').replaceAll('=', '')}.`
    it.each([
      ['request', unsigned, 'request_not_supported'],
      ['request_uri', 'https://app.example.com/request.jwt', 'request_uri_not_supported'],
      ['registration', '{"client_name":"x"}', 'registration_not_supported'],
    ])('%s', async (name, value, error) => {
      expect(await errorFor({ [name]: value })).toBe(error)
      expect(await errorFor({ [name]: value, prompt: 'none' })).toBe(error)
      expect(await errorFor({ [name]: value }, newBrowser())).toBe(error)
    })

    it('implicit and hybrid are only for those who are registered for them', async () => {
      for (const response_type of ['id_token', 'id_token token', 'code id_token', 'code token']) {
        expect(await errorFor({ response_type })).toBe('unauthorized_client')
      }
      expect(await errorFor({ response_type: 'none' })).toBe('unsupported_response_type')
    })
  })

  it('§11: offline_access yields a refresh token, once the person allowed it', async () => {
    await register({ client_id: 'offline' })
    const tab = browser.newTab()
    await answerTo(tab, { client_id: 'offline', scope: 'openid offline_access' })
    expect(tab.text).toContain('Stay connected when you are not using it')
    const location = await tab.submit({ action: 'allow' })
    const form = { grant_type: 'authorization_code', code: new URL(location!).searchParams.get('code')! }
    expect((await token(form, { authorization: basic('offline', secret) })).body).toHaveProperty(
      'refresh_token',
    )
  })
})
