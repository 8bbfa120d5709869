/** What bad input gets: the RFC's own error, as JSON or as a page; always a 4xx, and never a secret repeated. */
import { beforeAll, describe, expect, it } from 'vitest'
import { errorTable } from '../../src/protocol/errors.ts'
import {
  authorizeUrl,
  basic,
  callback,
  fetchPath,
  issuer,
  populate,
  secret,
  signedInBrowser,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'

const form = 'application/x-www-form-urlencoded'
/** Every place that takes parameters in a body. */
const posts = [
  '/oauth2/authorize',
  '/oauth2/code',
  '/oauth2/token',
  '/oauth2/userinfo',
  '/sign-in',
  '/select-account',
  '/consent',
]
/** Every place that takes them in a query. */
const gets = ['/oauth2/authorize', '/oauth2/code', '/sign-in', '/select-account', '/consent']
/** Every path, with the methods it has. */
const served: [string, string[]][] = [
  ['/oauth2/authorize', ['GET', 'POST']],
  ['/oauth2/code', ['GET', 'POST']],
  ['/oauth2/token', ['POST']],
  ['/oauth2/userinfo', ['GET', 'POST']],
  ['/oauth2/jwks', ['GET']],
  ['/.well-known/jwks.json', ['GET']],
  ['/.well-known/openid-configuration', ['GET']],
  ['/.well-known/oauth-authorization-server', ['GET']],
  ['/sign-in', ['GET', 'POST']],
  ['/select-account', ['GET', 'POST']],
  ['/consent', ['GET', 'POST']],
  ['/', ['GET']],
  ['/errors', ['GET']],
  ['/docs', ['GET']],
  ['/docs/concepts', ['GET']],
  ['/health', ['GET']],
  ['/style.css', ['GET']],
  ['/icon.svg', ['GET']],
  ['/form-post.js', ['GET']],
]
const authorization = basic('web', secret)

describe('what bad input gets', () => {
  let browser: FormBrowser
  beforeAll(async () => {
    await populate()
    browser = await signedInBrowser()
  })

  /** A 4xx with a known error: JSON of RFC 6749 §5.2, or a page that says it. Returns the code. */
  async function expectRefused(response: Response): Promise<string> {
    const text = await response.text()
    expect([response.status, text.slice(0, 300)]).toEqual([
      expect.toSatisfy((s) => s >= 400 && s < 500),
      expect.anything(),
    ])
    expect(text).not.toContain(secret)
    expect(text).not.toMatch(/\n\s+at |\.ts:\d/)
    expect(response.headers.get('x-request-id')).toMatch(/^req_/)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    if (response.headers.get('content-type')?.startsWith('application/json')) {
      const { error, error_description, error_uri, request_id } = JSON.parse(text) as Record<string, string>
      expect(Object.keys(errorTable)).toContain(error)
      expect(error_uri).toBe(`${issuer}/errors#${error}`)
      expect(request_id).toBe(response.headers.get('x-request-id'))
      expect(error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
      return error!
    }
    expect(response.headers.get('content-type')).toMatch('text/html')
    expect(response.headers.get('content-security-policy')).toMatch("frame-ancestors 'none'")
    const code = /<code>([a-z_]+)<\/code>/.exec(text)?.[1]
    if (code) expect(text).toContain(`<a href="${issuer}/errors#${code}">`)
    return code ?? /<title>([^<]*)/.exec(text)?.[1] ?? ''
  }
  const post = (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
    fetchPath(path, { method: 'POST', body, headers: { 'content-type': form, ...headers } })

  describe.each(posts)('POST %s', (path) => {
    it.each<[string, string]>([
      ['JSON', 'application/json'],
      ['multipart', 'multipart/form-data; boundary=x'],
      ['text', 'text/plain'],
      ['a type that begins alike', 'application/x-www-form-urlencodedx'],
      ['two types', `${form}, application/json`],
      ['nonsense', ';;;'],
    ])('wrong content type: %s', async (_, type) => {
      const response = await fetchPath(path, {
        method: 'POST',
        body: '{"grant_type":"client_credentials"}',
        headers: { 'content-type': type, ...(path.endsWith('token') && { authorization }) },
      })
      // At userinfo a body is optional: one that is no form may as well not be there, and then there is no token.
      const expected = path.endsWith('userinfo') ? /^invalid_(token|request)$/ : /^invalid_request$/
      expect(await expectRefused(response)).toMatch(expected)
    })

    it('no content type and no body', async () => {
      await expectRefused(await fetchPath(path, { method: 'POST' }))
    })

    it('a content type with a charset is a form all the same', async () => {
      const response = await post(path, 'client_id=nobody&x=1', {
        'content-type': `${form.toUpperCase()}; charset=UTF-8`,
      })
      const text = await response.clone().text()
      await expectRefused(response)
      expect(text).not.toContain('Content-Type must be')
    })

    it.each<[string, BodyInit]>([
      ['broken percent-encoding', 'client_id=%'],
      ['broken percent-encoding in a name', '%zz=x'],
      ['percent-encoded broken UTF-8', 'client_id=%ff%fe'],
      ['a percent-encoded surrogate', 'client_id=%ED%A0%80'],
      ['an overlong encoding', 'client_id=%C0%AF'],
      ['broken UTF-8', new Uint8Array([0x61, 0x3d, 0xff, 0xfe])],
      ['a NUL', 'client_id=a\0b'],
      ['an encoded NUL', 'client_id=a%00b'],
      ['a NUL in a name', 'client%00_id=a'],
      ['UTF-16', new Uint8Array([0xff, 0xfe, 0x61, 0, 0x3d, 0])],
    ])('%s', async (_, body) => {
      expect(await expectRefused(await post(path, body))).toBe('invalid_request')
    })

    it('repeated parameters', async () => {
      const twice = `client_id=web&client_id=web&request=x&request=x&access_token=x&access_token=x`
      expect(await expectRefused(await post(path, twice))).toBe('invalid_request')
    })

    it('a body of more than 64 KB, announced', async () => {
      expect(await expectRefused(await post(path, `scope=${'x'.repeat(65_536)}`))).toBe('invalid_request')
    })

    it('a body of more than 64 KB, not announced', async () => {
      let sent = 0
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (sent >= 10_000_000) return controller.close()
          sent += 16_384
          controller.enqueue(new TextEncoder().encode('x'.repeat(16_384)))
        },
      })
      expect(await expectRefused(await post(path, body))).toBe('invalid_request')
      expect(sent).toBeLessThan(1_000_000) // it stopped reading
    })

    it('a body of just under 64 KB is read', async () => {
      const response = await post(path, `x=${'y'.repeat(65_000)}`)
      const text = await response.clone().text()
      await expectRefused(response)
      expect(text).not.toContain('larger than')
    })

    it.each<[string, string]>([
      ['empty', ''],
      ['separators only', '&&&=&=&'],
      ['ten thousand parameters', Array.from({ length: 8_000 }, (_, i) => `p${i}=1`).join('&')],
      ['names of objects', '__proto__=1&constructor=2&toString=3&hasOwnProperty=4'],
      ['wide characters', `client_id=${encodeURIComponent('漢'.repeat(2_000))}`],
      ['a byte order mark', '\ufeffclient_id=web'],
    ])('a body of %s', async (_, body) => {
      await expectRefused(await post(path, body))
    })
  })

  describe.each(gets)('GET %s', (path) => {
    it.each<[string, string]>([
      ['nothing', ''],
      ['broken percent-encoding', '?client_id=%'],
      ['percent-encoded broken UTF-8', '?client_id=%ff%fe'],
      ['an encoded NUL', '?client_id=a%00b'],
      ['repeated parameters', '?client_id=web&client_id=web&request=x&request=x'],
      ['a megabyte', `?client_id=nobody&scope=${'read%20'.repeat(150_000)}`],
      ['separators only', '?&&&=&=&'],
      ['names of objects', '?__proto__=1&constructor=2&toString=3'],
      ['a sealed request that is none', `?request=${'a'.repeat(5_000)}&posted=x.y.z`],
      ['a compact JWE that is none', '?request=eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAA.AAAA.AAAA'],
    ])('%s', async (_, query) => {
      await expectRefused(await fetchPath(path + query))
    })
  })

  describe('to a client that is known, the error goes where it can be read', () => {
    it.each<[string, Record<string, string>, string]>([
      ['a megabyte of scope', { scope: 'read '.repeat(200_000) }, 'invalid_request'],
      ['9 KB of state', { state: 'x'.repeat(9_000) }, 'invalid_request'],
      ['a long nonce', { nonce: 'x'.repeat(10_000) }, 'invalid_request'],
      ['a scope of control characters', { scope: '\u0001\u007f' }, 'invalid_scope'],
      ['emoji in prompt', { prompt: '🦄' }, 'invalid_request'],
    ])('%s', async (_, parameters, error) => {
      const response = await browser.fetch(authorizeUrl(parameters))
      expect(response.status).toBe(303)
      const location = new URL(response.headers.get('location')!)
      expect(location.origin + location.pathname).toBe(callback)
      expect(location.searchParams.get('error')).toBe(error)
    })
  })

  describe('405 names the methods that there are', () => {
    const wrong = served.flatMap(([path, methods]) =>
      ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND']
        .filter((method) => !methods.includes(method))
        .map((method) => [method, path, methods] as const),
    )
    it.each(wrong)('%s %s', async (method, path, methods) => {
      const response = await fetchPath(path, { method })
      expect(response.status).toBe(405)
      const allow = response.headers.get('allow')!.split(', ')
      for (const each of methods) expect(allow).toContain(each)
      expect(allow).not.toContain(method)
      expect(await expectRefused(response)).toBe('invalid_request')
    })

    it.each(served)('OPTIONS %s', async (path, methods) => {
      const response = await fetchPath(path, { method: 'OPTIONS' })
      expect([response.status, await response.text()]).toEqual([204, ''])
      for (const each of methods) expect(response.headers.get('allow')).toContain(each)
    })

    it.each(served)('HEAD %s: as GET without a body, or 405', async (path, methods) => {
      const [head, get] = [await fetchPath(path, { method: 'HEAD' }), await fetchPath(path)]
      expect(await head.text()).toBe('')
      expect(head.status).toBe(methods.includes('GET') ? get.status : 405)
      expect(head.status).toBeLessThan(500)
    })
  })

  describe('an address where nothing is', () => {
    it.each([
      '/nothing',
      '/oauth2',
      '/oauth2/',
      '/oauth2/token/',
      '/OAUTH2/TOKEN',
      '/oauth2/authorize/x',
      '/.well-known/',
      '/.env',
      '/%00',
      '/%ff%fe',
      '/%',
      '//evil.example/',
      '/oauth2/..%2ftoken',
      `/${'x'.repeat(1_000)}`,
      '/oauth2/nothing',
      '/漢字',
    ])('%s', async (path) => {
      for (const method of ['GET', 'POST']) {
        const response = await fetchPath(path, { method })
        expect(response.status).toBe(404)
        expect(await expectRefused(response)).toBe('not_found')
      }
    })

    it.each(['/docs/nothing', '/docs/__proto__', '/docs/%ff', '/docs/..%2f..%2fpackage.json', '/docs/%'])(
      '%s',
      async (path) => {
        expect(await expectRefused(await fetchPath(path))).toBe('not_found')
      },
    )
  })

  describe('headers', () => {
    const big = 'x'.repeat(100_000)
    it.each<[string, Record<string, string>]>([
      ['a giant Authorization', { authorization: `Bearer ${big}` }],
      ['a giant Cookie', { cookie: `__Host-edgegrant-session=${big}; __Host-edgegrant-browser=${big}` }],
      ['broken cookies', { cookie: '__Host-edgegrant-session=%zz%ff; =; ;;; __Host-edgegrant-browser=%' }],
      ['a cookie sent twice', { cookie: '__Host-edgegrant-browser=a; __Host-edgegrant-browser=b' }],
      ['a giant header nobody knows', { 'x-anything': big }],
      ['a length that is none', { 'x-content-length': '-1' }],
      ['an Accept that cannot be met', { accept: 'image/nothing' }],
    ])('%s is no reason to fail', async (_, headers) => {
      for (const [path] of served) {
        const response = await fetchPath(path, { headers })
        expect(response.status).toBeLessThan(500)
        await response.body?.cancel()
      }
      for (const path of posts) await expectRefused(await post(path, 'x=1', headers))
      const response = await fetchPath(new URL(authorizeUrl()).href.slice(issuer.length), { headers })
      expect(response.status).toBe(303)
    })
  })

  it('says what to change: the redirect URI that was sent', async () => {
    const response = await fetchPath(
      '/oauth2/authorize?response_type=code&client_id=web&redirect_uri=https://app.example.com/calback',
    )
    expect(await response.text()).toContain('redirect_uri https://app.example.com/calback is not registered')
  })

  it('repeats no secret that was sent, in body or header', async () => {
    const secrets = [
      's3cr3t-secret',
      's3cr3t-code',
      's3cr3t-verifier',
      's3cr3t-refresh',
      's3cr3t-password',
      's3cr3t-token',
    ]
    const bodies = [
      'grant_type=authorization_code&code=s3cr3t-code&code_verifier=s3cr3t-verifier&client_id=web&client_secret=s3cr3t-secret',
      'grant_type=authorization_code&code=s3cr3t-code&code_verifier=s3cr3t-verifier&client_id=spa',
      'grant_type=refresh_token&refresh_token=s3cr3t-refresh&client_id=spa',
      'login=alice&password=s3cr3t-password&request=x',
      'access_token=s3cr3t-token',
    ]
    for (const path of posts) {
      for (const body of bodies) {
        const response = await post(path, body)
        const answer = `${JSON.stringify([...response.headers])}${await response.text()}`
        for (const each of secrets) expect(answer).not.toContain(each)
      }
    }
  })
})
