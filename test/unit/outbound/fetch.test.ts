import { describe, expect, it } from 'vitest'
import { FetchRefused, fetchForStranger } from '../../../src/outbound/fetch.ts'
import { strangerUrlFault } from '../../../src/protocol/stranger-url.ts'
import { fetchesOf, publish } from '../../support/web.ts'

const options = {
  accept: ['application/json'],
  maxBytes: 1_000,
  timeoutMs: 2_000,
  ownHost: 'id.example.com',
}
const page = 'https://stranger.example.com/page.json'

async function refusal(url: string, change: Partial<typeof options> = {}): Promise<string> {
  try {
    await fetchForStranger(url, { ...options, ...change })
    return 'was fetched'
  } catch (error) {
    if (!(error instanceof FetchRefused)) throw error
    return error.message
  }
}

describe('a URL of a stranger that leads to where nobody should be led', () => {
  const address = 'names a host by its address'
  const unnamed = 'needs a host with a public name'
  const special = 'has a host that is not on the public internet'
  const unreadable = 'is not a URL of at most 2048 printable characters'
  const escaped = 'has an escaped character in its host'
  const tricks: [what: string, url: string, why: string][] = [
    ['http', 'http://app.example.com/x', 'must be https'],
    ['a file', 'file:///etc/passwd', 'must be https'],
    ['data', 'data:application/json,{}', 'must be https'],
    ['a port', 'https://app.example.com:8443/x', 'must use the default port'],
    ['a user name, to look like another host', 'https://app.example.com@10.0.0.1/', 'holds a user name'],
    ['an address', 'https://10.0.0.1/x', address],
    ['this machine', 'https://127.0.0.1/x', address],
    ['the metadata of a cloud', 'https://169.254.169.254/latest/meta-data/', address],
    ['nowhere', 'https://0.0.0.0/', address],
    ['zero', 'https://0/', address],
    ['an address in one number', 'https://2130706433/', address],
    ['an address in hexadecimal', 'https://0x7f000001/', address],
    ['an address in octal', 'https://0177.0.0.1/', address],
    ['an address cut short', 'https://127.1/', address],
    ['an address with a dot at its end', 'https://127.0.0.1./', address],
    ['an address, escaped', 'https://%31%32%37.0.0.1/', escaped],
    ['a name, escaped', 'https://%61pp.example.com/', escaped],
    ['the default port, said', 'https://app.example.com:443/x', 'must use the default port'],
    ['an empty port', 'https://app.example.com:/x', 'must use the default port'],
    ['no user name before its @', 'https://@app.example.com/', 'holds a user name'],
    ['no slashes', 'https:app.example.com/x', 'must be https'],
    ['capitals', 'HTTPS://app.example.com/x', 'must be https'],
    ['IPv6', 'https://[::1]/', address],
    ['IPv4 inside IPv6', 'https://[::ffff:10.0.0.1]/', address],
    ['a translated address', 'https://[64:ff9b::7f00:1]/', address],
    ['digits of another script', 'https://①②⑦.0.0.1/', unreadable],
    ['a full stop of another script', 'https://127。0。0。1/', unreadable],
    ['a line break that a parser drops', 'https://app.example.com/\n', unreadable],
    ['a backslash that a parser turns', 'https:\\\\app.example.com\\@10.0.0.1', unreadable],
    ['no host', 'https:///x', unnamed],
    ['a single label', 'https://router/', unnamed],
    ['a name with a dot at its end', 'https://app.example.com./', unnamed],
    ['localhost', 'https://localhost/', unnamed],
    ['localhost, dressed up', 'https://app.localhost/', special],
    ['localhost in capitals', 'https://APP.LOCALHOST/', special],
    ['the local network', 'https://printer.local/', special],
    ['the inside of a cloud', 'https://metadata.google.internal/', special],
    ['a name that is never given', 'https://a.invalid/', special],
    ['a hidden service', 'https://a.onion/', special],
    ['the reverse tree', 'https://1.0.0.127.in-addr.arpa/', special],
    ['a home network', 'https://router.home.arpa/', special],
    ['an office network', 'https://wiki.corp/', special],
    ['a fragment', 'https://app.example.com/x#y', 'has a fragment'],
    ['more than anybody needs', `https://app.example.com/${'x'.repeat(2048)}`, unreadable],
    ['this server', 'https://id.example.com/oauth2/jwks', 'leads to this server itself'],
  ]
  it.each(tricks)('%s', async (_, url, why) => {
    expect(await refusal(url)).toBe(why)
  })
  it('and what is none of these may be fetched', () => {
    for (const url of [
      'https://app.example.com/',
      'https://xn--bcher-kva.example.com/a?b=c',
      'https://1.a1/',
    ])
      expect(strangerUrlFault(url)).toBeUndefined()
  })
})

describe('an answer of a stranger', () => {
  it('comes as text, with its headers', async () => {
    await publish(page, { body: '{"a":"ä"}', headers: { 'cache-control': 'max-age=5' } })
    const { text, headers } = await fetchForStranger(page, options)
    expect([text, headers.get('cache-control')]).toEqual(['{"a":"ä"}', 'max-age=5'])
  })
  it('may be of a type made of JSON', async () => {
    await publish(page, {
      body: '{}',
      headers: { 'content-type': 'application/jwk-set+json; charset=utf-8' },
    })
    expect((await fetchForStranger(page, options)).text).toBe('{}')
  })
  it.each([
    [
      'that is a redirect, wherever it leads',
      'redirects, which is not followed',
      { status: 302, headers: { location: 'https://app.example.com/' } },
    ],
    ['that is an error', 'answered 500', { status: 500, body: '{}' }],
    ['that is empty of purpose', 'answered 204', { status: 204 }],
    [
      'that is a page',
      'answered with the type text/html, not application/json',
      { body: 'x', headers: { 'content-type': 'text/html' } },
    ],
    ['that is too long', 'answered with more than 1000 bytes', { body: ' '.repeat(1_001) }],
    [
      'that is too long and does not say so',
      'answered with more than 1000 bytes',
      { behaves: 'unannounced' },
    ],
  ] as const)('%s is refused', async (_, why, answer) => {
    await publish(page, answer)
    expect(await refusal(page)).toBe(why)
  })
  it('that does not come is not waited for', async () => {
    await publish(page, { behaves: 'never' })
    expect(await refusal(page, { timeoutMs: 30 })).toBe('did not answer within 30 ms')
  })
  it('that is not there is refused, and asked for once', async () => {
    const missing = 'https://stranger.example.com/missing'
    expect(await refusal(missing)).toBe('answered 404')
    expect(await fetchesOf(missing)).toBe(1)
  })
})
