import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isClaimable,
  isLoopback,
  matchesRedirectUri,
  redirectUriFault,
} from '../../../src/protocol/redirect-uri.ts'

const web = (...redirect_uris: string[]) => ({ redirect_uris, application_type: 'web' as const })
const native = (...redirect_uris: string[]) => ({ redirect_uris, application_type: 'native' as const })

describe('RFC 9700 §2.1: exact match', () => {
  const registered = 'https://app.example.com/callback'

  it.each([
    'https://app.example.com/callback/',
    'https://app.example.com/Callback',
    'https://APP.example.com/callback',
    'HTTPS://app.example.com/callback',
    'https://app.example.com:443/callback',
    'https://app.example.com/callback?a=b',
    'https://app.example.com/callback#a',
    'https://app.example.com/x/../callback',
    'https://app.example.com/%63allback',
    'https://app.example.com.evil.example/callback',
    'https://evil@app.example.com/callback',
    'http://app.example.com/callback',
    ' https://app.example.com/callback',
  ])('%s is not the registered one', (sent) => {
    expect(matchesRedirectUri(web(registered), sent)).toBe(false)
    expect(matchesRedirectUri(native(registered), sent)).toBe(false)
  })
  it('only the registered ones match, whatever is sent', () => {
    const uris = fc.array(fc.webUrl(), { maxLength: 4 })
    fc.assert(
      fc.property(uris, fc.webUrl({ withFragments: true, withQueryParameters: true }), (known, sent) => {
        expect(matchesRedirectUri(web(...known), sent)).toBe(known.includes(sent))
        expect(known.every((uri) => matchesRedirectUri(web(...known), uri))).toBe(true)
      }),
    )
  })
})

describe('RFC 8252 §7.3: any port on the loopback, for native clients', () => {
  const client = native('http://127.0.0.1/cb', 'http://[::1]:1234/cb?x=1', 'http://localhost/')

  it.each([
    'http://127.0.0.1/cb',
    'http://127.0.0.1:51004/cb',
    'http://[::1]/cb?x=1',
    'http://localhost:80/',
  ])('%s matches', (sent) => expect(matchesRedirectUri(client, sent)).toBe(true))
  it.each([
    'http://127.0.0.1:51004/other',
    'http://127.0.0.1:51004/cb?x=1',
    'http://127.0.0.1:51004/cb#x',
    'https://127.0.0.1:51004/cb',
    'http://127.0.0.2:51004/cb',
    'http://localhost:51004/cb',
    'http://127.0.0.1:51004@evil.example/cb',
    'http://127.0.0.1:5100é/cb',
    'http://127.0.0.1:/cb',
    'http://127.0.0.1.evil.example/cb',
  ])('%s does not', (sent) => expect(matchesRedirectUri(client, sent)).toBe(false))
  it('nor for a web client', () => {
    expect(matchesRedirectUri(web('http://127.0.0.1/cb'), 'http://127.0.0.1:51004/cb')).toBe(false)
  })
  it('what matches can be redirected to: a port past 65535 is none', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999 }), (port) => {
        const sent = `http://127.0.0.1:${port}/cb`
        expect(matchesRedirectUri(client, sent)).toBe(port <= 65_535)
        expect(matchesRedirectUri(client, sent)).toBe(URL.canParse(sent))
      }),
    )
  })
  it('an https URI belongs to its site; a loopback or custom-scheme one to whoever is first (§8.6)', () => {
    expect(['https://a.example/', 'http://127.0.0.1/', 'com.example.app:/cb'].map(isClaimable)).toEqual([
      false,
      true,
      true,
    ])
    expect(isLoopback('http://localhost.evil.example/')).toBe(false)
  })
})

describe('what may be registered', () => {
  it.each([
    ['https://app.example.com/callback?a=b', 'web'],
    ['http://localhost:8080/authorization', 'web'],
    ['http://[::1]/', 'native'],
    ['com.example.app:/callback', 'native'],
  ] as const)('%s (%s)', (uri, type) => expect(redirectUriFault(uri, type)).toBeUndefined())
  it.each([
    ['/callback', 'web', 'is not an absolute URI'],
    ['https://app.example.com/#a', 'web', 'has a fragment'],
    ['https://app.example.com/#', 'web', 'has a fragment'],
    ['https://user@app.example.com/', 'web', 'holds a user name'],
    ['https://app.example.com/*', 'web', 'has a character that a redirect URI may not have'],
    ['https://app.example.com/a b', 'web', 'has a character that a redirect URI may not have'],
    ['https://app.example.com\\@evil.example/', 'web', 'has a character that a redirect URI may not have'],
    ['https://app.example.com/\r\nx: y', 'web', 'has a character that a redirect URI may not have'],
    ['https://app.example.com/é', 'web', 'has a character that a redirect URI may not have'],
    ['http://app.example.com/', 'web', 'must use https (http only for loopback)'],
    ['http://127.0.0.1.evil.example/', 'native', 'must use https (http only for loopback)'],
    ['com.example.app:/callback', 'web', 'must use https'],
    ['javascript:alert(1)', 'native', 'needs a scheme that is a reversed domain name'],
    ['data:text/html,x', 'native', 'needs a scheme that is a reversed domain name'],
  ] as const)('%s (%s) %s', (uri, type, fault) => expect(redirectUriFault(uri, type)).toBe(fault))
})

it.each(['https:errors/x', 'https:/app.example.com/x', 'https:///app.example.com/x', 'http:127.0.0.1/cb'])(
  'RFC 3986 §3.2: %s has no authority, and would lead to a path of this server',
  (uri) => {
    expect(redirectUriFault(uri, 'web')).toMatch(/must /)
    expect(redirectUriFault(uri, 'native')).toMatch(/must /)
  },
)
