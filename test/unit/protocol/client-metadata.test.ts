import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type ClientInput, isPublicClient, parseClient } from '../../../src/protocol/client-metadata.ts'

const hash = 'A'.repeat(43)
const confidential: ClientInput = {
  client_id: 'web',
  client_name: 'Web app',
  redirect_uris: ['https://app.example.com/callback'],
  scope: ['openid', 'read'],
  secret_hashes: [hash],
}
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
