/**
 * Dynamic clients as they are out there, by what they send: RFC 7591 in the words of mod_auth_openidc, Authlib and
 * requests-oauthlib. (The MCP SDK runs itself, in test/flows.)
 */
import { beforeAll, describe, expect, it } from 'vitest'
import {
  api,
  authorize,
  basic,
  claimsOf,
  newBrowser,
  pkce,
  populate,
  registerApi,
  token,
  userinfo,
} from '../support/app.ts'
import { newTicket, registerBy } from '../support/registration.ts'

const stock = 'https://stock.example.com'
let ticket: string

beforeAll(async () => {
  await populate()
  await registerApi({
    identifier: stock,
    scopes: { 'stock.read': 'See the stock' },
    open_to_registered_clients: true,
  })
  ticket = await newTicket()
})

const codeFor = async (parameters: Record<string, string>) =>
  (await authorize(newBrowser(), { response_type: 'code', state: 's', ...parameters })).searchParams.get(
    'code',
  ) ?? ''

describe('mod_auth_openidc', () => {
  const redirect = 'https://www.example.com/protected/redirect_uri'
  const sent = {
    client_name: 'OpenID Connect Apache Module (mod_auth_openidc)',
    redirect_uris: [redirect],
    response_types: [
      'code',
      'id_token',
      'id_token token',
      'code id_token',
      'code token',
      'code id_token token',
    ],
    grant_types: ['authorization_code', 'implicit', 'refresh_token'],
    token_endpoint_auth_method: 'client_secret_post',
    contacts: ['webmaster@example.com'],
    jwks_uri: `${redirect}?jwks=rsa`,
    initiate_login_uri: redirect,
    frontchannel_logout_uri: `${redirect}?logout=get`,
    backchannel_logout_uri: `${redirect}?logout=backchannel`,
    post_logout_redirect_uris: ['https://www.example.com/loggedout.html'],
  }

  it('registers every response type there is, and takes those it gets', async () => {
    const { status, body } = await registerBy(sent, ticket)
    expect(status).toBe(201)
    expect(body).toMatchObject({
      response_types: ['code', 'id_token', 'code id_token'],
      grant_types: sent.grant_types,
      token_endpoint_auth_method: 'client_secret_post',
      client_secret_expires_at: 0,
    })
    expect(body.backchannel_logout_uri).toBe(sent.backchannel_logout_uri) // it sees that it will be called
  })
  it('signs in by form_post with a nonce, and asks userinfo', async () => {
    const { client_id, client_secret } = (await registerBy(sent, ticket)).body
    const code = await codeFor({ client_id, redirect_uri: redirect, scope: 'openid email', nonce: 'n' })
    const form = { grant_type: 'authorization_code', code, redirect_uri: redirect, client_id, client_secret }
    const { status, body } = await token(form, {})
    expect(status).toBe(200)
    expect(claimsOf(body.id_token)).toMatchObject({ aud: client_id, nonce: 'n' })
    expect((await userinfo(body.access_token)).body.email).toBe('alice@example.com')
  })
})

describe('Authlib', () => {
  const redirect = 'https://flask.example.com/authorize'

  it('registers for Basic, uses PKCE, and refreshes', async () => {
    const { status, body } = await registerBy(
      {
        client_name: 'Flask app',
        client_uri: 'https://flask.example.com',
        redirect_uris: [redirect],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        scope: 'openid profile email offline_access',
        token_endpoint_auth_method: 'client_secret_basic',
      },
      ticket,
    )
    expect(status).toBe(201)
    const as = { authorization: basic(body.client_id, body.client_secret) }
    const asked = {
      client_id: body.client_id,
      redirect_uri: redirect,
      scope: 'openid profile email offline_access',
    }
    const code = await codeFor({
      ...asked,
      nonce: 'n',
      code_challenge: pkce.challenge,
      code_challenge_method: 'S256',
    })
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirect,
      code_verifier: pkce.verifier,
    }
    const first = await token(form, as)
    expect(claimsOf(first.body.id_token)).toMatchObject({ nonce: 'n' })
    const again = await token({ grant_type: 'refresh_token', refresh_token: first.body.refresh_token }, as)
    expect([again.status, again.body.token_type]).toEqual([200, 'Bearer'])
  })
})

describe('requests-oauthlib', () => {
  const redirect = 'https://script.example.com/callback'

  it('knows no PKCE, no resource and no nonce; its scope says which API is meant', async () => {
    const { status, body } = await registerBy({ redirect_uris: [redirect], scope: 'stock.read' }, ticket)
    expect(status).toBe(201)
    const code = await codeFor({ client_id: body.client_id, redirect_uri: redirect, scope: 'stock.read' })
    // It says its id in the body too, beside Basic.
    const form = { grant_type: 'authorization_code', client_id: body.client_id, code, redirect_uri: redirect }
    const { body: tokens } = await token(form, {
      authorization: `Basic ${btoa(`${body.client_id}:${body.client_secret}`)}`,
    })
    expect(claimsOf(tokens.access_token)).toMatchObject({ aud: stock, scope: 'stock.read' })
    expect(tokens).not.toHaveProperty('id_token')
  })
  it('and where the scope is of an API that is not open, it hears so when it registers', async () => {
    const answer = await registerBy({ redirect_uris: [redirect], scope: 'read' }, ticket)
    expect(answer).toBeOAuthError(400, 'invalid_client_metadata')
    expect(JSON.stringify(answer.body)).not.toContain(api)
  })
})
