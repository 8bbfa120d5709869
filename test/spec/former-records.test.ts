/** Records and tokens that version 0.1.0 wrote work on: a deploy is gradual, and copies outlive it. */
import { beforeAll, describe, expect, it } from 'vitest'
import { hashSecret } from '../../src/client-auth/client-secret.ts'
import { bindings, claimsOf, newCode, populate, secret, signedInBrowser } from '../support/app.ts'
import { tokenAs } from '../support/grants.ts'

const client = async () => ({
  client_id: 'of-old',
  client_name: 'Of old',
  application_type: 'web',
  redirect_uris: ['https://app.example.com/callback'],
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  response_types: ['code'],
  token_endpoint_auth_method: 'client_secret_basic',
  scope: ['openid', 'offline_access', 'old.read'],
  secret_hashes: [await hashSecret(secret)],
  default_scope: ['old.read'],
  resources: ['urn:of-old'],
  id_token_signed_response_alg: 'RS256',
  first_party: false,
  require_pkce: false,
  rotate_refresh_tokens: true,
  status: 'active',
  not_before: 0,
})
const api = { identifier: 'urn:of-old', name: 'Of old', scopes: { 'old.read': 'Read' } }

describe('what 0.1.0 wrote', () => {
  beforeAll(async () => {
    await populate()
    const put = (table: string, id: string, record: object) =>
      bindings.DB.prepare(`INSERT INTO ${table} (id, version, record, changed_at) VALUES (?, 1, ?, 0)`)
        .bind(id, JSON.stringify(record))
        .run()
    await put('clients', 'of-old', await client())
    await put('resources', 'urn:of-old', api)
  })

  it('a client and an API without the newer fields', async () => {
    const { status, body } = await tokenAs('of-old', { grant_type: 'client_credentials' })
    expect(status).toBe(200)
    expect(claimsOf(body.access_token)).toMatchObject({ aud: 'urn:of-old', scope: 'old.read' })
  })
  it('a sign-in, its code, and its refresh token', async () => {
    const browser = await signedInBrowser()
    const code = await newCode({ client_id: 'of-old', scope: 'openid offline_access old.read' }, browser)
    const { status, body } = await tokenAs('of-old', { grant_type: 'authorization_code', code })
    expect(status).toBe(200)
    const { refresh_token } = body
    expect((await tokenAs('of-old', { grant_type: 'refresh_token', refresh_token })).status).toBe(200)
  })
})
