import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import {
  type ClientInput,
  idleGrants,
  isPublicClient,
  parseClient,
} from '../../../src/protocol/client-metadata.ts'

const hash = 'A'.repeat(43)
const confidential: ClientInput = {
  client_id: 'web',
  client_name: 'Web app',
  redirect_uris: ['https://app.example.com/callback'],
  scope: ['openid', 'read'],
  secret_hashes: [hash],
}
const key = { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' } as const
const open: ClientInput = { ...confidential, token_endpoint_auth_method: 'none', secret_hashes: [] }

function faultyFields(input: unknown): string[] {
  try {
    parseClient(input)
    return []
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
    return error.issues.map((issue) => issue.path.join('.') || String(issue.code))
  }
}

describe('RFC 7591 §2: what a registration leaves out', () => {
  it('is set to what the RFC says', () => {
    expect(parseClient(confidential)).toMatchObject({
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
      application_type: 'web', // OIDC Registration §2
      id_token_signed_response_alg: 'RS256',
      require_pkce: true,
      rotate_refresh_tokens: true,
      first_party: false,
      status: 'active',
      not_before: 0,
    })
  })
})

describe('RFC 7591 §2.1: response types without their grant', () => {
  const machine = { ...confidential, grant_types: ['client_credentials'] }
  it('are none, where nothing was said; records of before hold the default', () => {
    expect(parseClient(machine).response_types).toEqual([])
    expect(parseClient({ ...machine, response_types: ['code'] }).response_types).toEqual([])
  })
  it('and a grant that no type leads to is found', () => {
    expect(
      idleGrants({ grant_types: ['authorization_code', 'implicit'], response_types: ['id_token'] }),
    ).toEqual(['authorization_code'])
    expect(idleGrants({ grant_types: ['authorization_code', 'implicit'], response_types: ['code'] })).toEqual(
      ['implicit'],
    )
    expect(idleGrants({ grant_types: ['refresh_token'], response_types: [] })).toEqual([])
  })
})

describe('a registration is refused by the name of its field', () => {
  const cases: [why: string, input: ClientInput, field: string][] = [
    ['http', { ...confidential, redirect_uris: ['http://app.example.com/'] }, 'redirect_uris'],
    ['no redirect URI', { ...confidential, redirect_uris: [] }, 'redirect_uris'],
    [
      'a custom scheme for a web client',
      { ...confidential, redirect_uris: ['com.example:/'] },
      'redirect_uris',
    ],
    [
      'RFC 6749 §4.4: public client_credentials',
      { ...open, grant_types: ['client_credentials'] },
      'grant_types',
    ],
    ['RFC 9700 §2.1.1: public without PKCE', { ...open, require_pkce: false }, 'require_pkce'],
    [
      'RFC 9700 §2.2.2: public without rotation',
      { ...open, rotate_refresh_tokens: false },
      'rotate_refresh_tokens',
    ],
    ['a public client with a secret', { ...open, secret_hashes: [hash] }, 'secret_hashes'],
    ['a confidential client without one', { ...confidential, secret_hashes: [] }, 'secret_hashes'],
    ['three live secrets', { ...confidential, secret_hashes: [hash, hash, hash] }, 'secret_hashes'],
    ['a secret in the clear', { ...confidential, secret_hashes: ['secret'] }, 'secret_hashes.0'],
    ['a default outside its scope', { ...confidential, default_scope: ['write'] }, 'default_scope'],
    ['a scope with a space', { ...confidential, scope: ['a b'] }, 'scope.0'],
    ['a javascript: website', { ...confidential, client_uri: 'javascript:alert(1)' }, 'client_uri'],
    ['a data: logo', { ...confidential, logo_uri: 'data:image/svg+xml,x' }, 'logo_uri'],
    ['an id with a line break', { ...confidential, client_id: 'a\nb' }, 'client_id'],
    ['an id too long to be a key in KV', { ...confidential, client_id: 'a'.repeat(201) }, 'client_id'],
    [
      '§2: keys in two places',
      { ...confidential, jwks: { keys: [key] }, jwks_uri: 'https://app.example.com/k' },
      'jwks_uri',
    ],
    ['keys on another port', { ...confidential, jwks_uri: 'https://app.example.com:8443/k' }, 'jwks_uri'],
    ['keys on the local network', { ...confidential, jwks_uri: 'https://10.0.0.1/k' }, 'jwks_uri'],
    ['no keys', { ...confidential, jwks: { keys: [] } }, 'jwks.keys'],
    ['a private key', { ...confidential, jwks: { keys: [{ ...key, d: 'AA' }] } }, 'jwks.keys.0'],
    ['half a key', { ...confidential, jwks: { keys: [{ kty: 'EC', crv: 'P-256' }] } }, 'jwks.keys.0'],
    [
      '§2.1: a type without its grant',
      { ...confidential, response_types: ['code id_token'] },
      'response_types',
    ],
    ['a response type of nowhere', { ...confidential, response_types: ['none'] }, 'response_types'],
    [
      '§2.2: a language that is none',
      { ...confidential, localized: { _: { client_name: 'x' } } },
      'localized._',
    ],
    ['§2.2: a language twice', { ...confidential, localized: { ja: {}, JA: {} } }, 'localized'],
    [
      '§2.2: a script as a website',
      { ...confidential, localized: { ja: { client_uri: 'javascript:1' } } },
      'localized.ja.client_uri',
    ],
    [
      'OIDC §2: http for the start of a sign-in',
      { ...confidential, initiate_login_uri: 'http://app.example.com/' },
      'initiate_login_uri',
    ],
    [
      'signing out to http',
      { ...confidential, post_logout_redirect_uris: ['http://app.example.com/'] },
      'post_logout_redirect_uris',
    ],
    [
      'OIDC Core §8.1: pairwise with two hosts',
      {
        ...confidential,
        subject_type: 'pairwise',
        redirect_uris: ['https://a.example.com/', 'https://b.example.com/'],
      },
      'sector_identifier_uri',
    ],
    ...['http://127.0.0.1/cb', 'com.example.app:/cb'].map((uri): (typeof cases)[number] => [
      `OIDC Core §8.1: pairwise, where only one of two redirect URIs names a host: ${uri}`,
      {
        ...confidential,
        application_type: 'native',
        subject_type: 'pairwise',
        redirect_uris: ['https://bank.example.com/', uri],
      },
      'sector_identifier_uri',
    ]),
    [
      'a device, which proves no host, that would be in a sector',
      {
        ...confidential,
        self_registered: true,
        subject_type: 'pairwise',
        grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'],
        redirect_uris: ['https://bank.example.com/'],
      },
      'grant_types',
    ],
    ['a website with a NUL', { ...confidential, client_uri: 'https://a.example/\u0000x' }, 'client_uri'],
    ['a website with half a character', { ...confidential, tos_uri: 'https://a.example/\ud800' }, 'tos_uri'],
    [
      'OIDC Core §8.1: a sector over http',
      { ...confidential, sector_identifier_uri: 'http://a.example.com/' },
      'sector_identifier_uri',
    ],
    [
      'a stranger that is first party',
      { ...confidential, self_registered: true, first_party: true },
      'first_party',
    ],
    [
      'a trusted issuer without keys',
      { ...confidential, trusted_issuers: [{ issuer: 'x' }] },
      'trusted_issuers',
    ],
    [
      'a trusted issuer with keys in two places',
      {
        ...confidential,
        trusted_issuers: [{ issuer: 'x', jwks: { keys: [key] }, jwks_uri: 'https://app.example.com/k' }],
      },
      'trusted_issuers',
    ],
    ['a name that turns the text around', { ...confidential, client_name: 'a\u0000b' }, 'client_name'],
    ['a name that is empty', { ...confidential, client_name: '' }, 'client_name'],
    ['a lifetime of nothing', { ...confidential, access_token_lifetime: 0 }, 'access_token_lifetime'],
    [
      'access tokens that outlive the publication of their key',
      { ...confidential, access_token_lifetime: 86_401 },
      'access_token_lifetime',
    ],
  ]
  it.each(cases)('%s', (_, input, field) => {
    expect(faultyFields(input)).toEqual([field])
  })
  it('every fault at once', () => {
    expect(
      faultyFields({
        ...open,
        redirect_uris: ['http://a.example/'],
        require_pkce: false,
        default_scope: ['x'],
      }),
    ).toEqual(['redirect_uris', 'require_pkce', 'default_scope'])
  })
  it('and an unknown field', () => {
    expect(faultyFields({ ...confidential, secret: 'in the clear' })).toEqual(['unrecognized_keys'])
  })
})

it('what was parsed parses again to the same: the record in D1 is read as it was written', () => {
  for (const input of [confidential, open]) {
    const client = parseClient(input)
    expect(parseClient(JSON.parse(JSON.stringify(client)))).toEqual(client)
  }
})
it('a public client is one that cannot authenticate', () => {
  expect([confidential, open].map((input) => isPublicClient(parseClient(input)))).toEqual([false, true])
})
