/** The introduction, line by line, as somebody who follows it types: the demo's data, a browser, curl. */
import '../support/own-fetch.ts'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalServer, startServer } from '../../scripts/local-server.ts'
import { seed } from '../../scripts/seed.ts'
import { FormBrowser } from '../support/form-browser.ts'
import { postToken, visit } from '../support/running-server.ts'

const demo = 'http://localhost:8080'
const client = { id: '6e9d1db3-2feb-4c1f-a5ad-9e93ae8ca59d', secret: 'sQesTWAnTwaw-Nn0oK35GA' }
const steve = { login: 'stevehu', password: '123456' }

describe('the introduction', () => {
  let server: LocalServer

  beforeAll(async () => {
    server = await startServer({ secrets: { SEALING_SECRET: 'a-sealing-secret-for-the-introduction' } })
    await seed({ DB: server.db, CLIENTS: server.clients }, { demoOrigin: demo })
  })
  afterAll(() => server.stop())

  /** Opens /oauth2/code with that and nothing else, signs in as stevehu, and lands at the demo with a code. */
  async function codeFor(more: Record<string, string>) {
    const query = new URLSearchParams({ response_type: 'code', client_id: client.id, ...more })
    const browser = new FormBrowser(server.issuer, fetch)
    const landing = await visit(browser, `${server.url}/oauth2/code?${query}`, { person: steve })
    expect(landing.href).toMatch(/^http:\/\/localhost:8080\/authorization\?code=/)
    return landing.searchParams.get('code') ?? ''
  }
  const token = (form: Record<string, string>) => postToken(server.url, client, form)

  it('opens the link in a browser and redeems the code', async () => {
    const code = await codeFor({ redirect_uri: `${demo}/authorization` })
    const { status, body } = await token({ grant_type: 'authorization_code', code })
    expect(status).toBe(200)
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'account.r account.w',
    })
    expect(decodeJwt(body.access_token)).toMatchObject({ user_id: 'stevehu', user_type: 'employee' })
  })

  it('opens the link without the only redirect URI there is', async () => {
    const code = await codeFor({})
    expect((await token({ grant_type: 'authorization_code', code })).status).toBe(200)
  })

  it('gets a token for the application itself', async () => {
    const { status, body } = await token({ grant_type: 'client_credentials' })
    expect(status).toBe(200)
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'account.r account.w',
    })
  })

  it('gets a token that the API can check', async () => {
    const { body } = await token({ grant_type: 'client_credentials' })
    const keys = createRemoteJWKSet(new URL(`${server.url}/oauth2/jwks`))
    const { payload } = await jwtVerify(body.access_token, keys, {
      issuer: server.issuer,
      audience: demo,
      typ: 'at+jwt',
    })
    expect(payload).toMatchObject({ client_id: client.id, scope: 'account.r account.w' })
  })

  it('asks for OpenID Connect and gets to know Steve', async () => {
    const scope = 'openid profile email offline_access'
    const code = await codeFor({ redirect_uri: `${demo}/authorization`, scope })
    const { body } = await token({ grant_type: 'authorization_code', code })
    expect(body).toMatchObject({ scope, refresh_token: expect.any(String), id_token: expect.any(String) })
    const headers = { authorization: `Bearer ${body.access_token}` }
    const userinfo = await (await fetch(`${server.url}/oauth2/userinfo`, { headers })).json()
    expect(userinfo).toMatchObject({ name: 'Steve Hu', email: 'steve.hu@example.com', email_verified: true })

    const again = await token({ grant_type: 'refresh_token', refresh_token: body.refresh_token })
    expect(again).toMatchObject({ status: 200, body: { scope, token_type: 'Bearer' } })
  })

  it('says what was wrong with the password, the secret, the code', async () => {
    const browser = new FormBrowser(server.issuer, fetch)
    await browser.open(`${server.url}/oauth2/code?response_type=code&client_id=${client.id}`)
    await browser.submit({ ...steve, password: '654321', action: 'sign-in' })
    expect(browser.text).toContain('The username or the password is not right.')

    const wrong = await postToken(
      server.url,
      { ...client, secret: 'x' },
      { grant_type: 'client_credentials' },
    )
    expect(wrong).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    const made = await token({ grant_type: 'authorization_code', code: 'made-up' })
    expect(made).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  })
})
