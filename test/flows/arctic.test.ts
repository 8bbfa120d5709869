/** A day with arctic. Its generic client sends no nonce and trusts the TLS connection for the ID token. */
import {
  CodeChallengeMethod,
  decodeIdToken,
  generateCodeVerifier,
  generateState,
  OAuth2Client,
  OAuth2RequestError,
} from 'arctic'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Credentials,
  type RunningServer,
  runServer,
  userinfoStatus,
  visit,
} from '../support/running-server.ts'

describe('arctic', () => {
  let server: RunningServer
  let app: Credentials
  let authorize: string
  let token: string

  beforeAll(async () => {
    server = await runServer()
    app = await server.register()
    authorize = `${server.issuer}/oauth2/authorize`
    token = `${server.issuer}/oauth2/token`
  })
  afterAll(() => server.stop())

  function begin(client: OAuth2Client) {
    const [state, verifier] = [generateState(), generateCodeVerifier()]
    const scopes = ['openid', 'email', 'offline_access', 'read']
    const url = client.createAuthorizationURLWithPKCE(
      authorize,
      state,
      CodeChallengeMethod.S256,
      verifier,
      scopes,
    )
    return { state, verifier, url }
  }

  it('signs in and refreshes', async () => {
    const client = new OAuth2Client(app.id, app.secret, app.callback)
    const { state, verifier, url } = begin(client)
    const back = await visit(server.browser(), url)
    expect(back.searchParams.get('state')).toBe(state)

    const tokens = await client.validateAuthorizationCode(token, back.searchParams.get('code')!, verifier)
    expect(tokens.tokenType()).toBe('Bearer')
    expect(tokens.scopes()).toContain('read')
    expect(tokens.accessTokenExpiresInSeconds()).toBe(600)
    expect(decodeIdToken(tokens.idToken())).toMatchObject({
      sub: 'sub-of-grace',
      aud: app.id,
      iss: server.issuer,
    })
    expect(await userinfoStatus(server.address, tokens.accessToken())).toBe(200)

    const refreshed = await client.refreshAccessToken(token, tokens.refreshToken(), [])
    expect(await userinfoStatus(server.address, refreshed.accessToken())).toBe(200)
    const narrowed = await client.refreshAccessToken(token, refreshed.refreshToken(), ['read'])
    expect(narrowed.scopes()).toEqual(['read'])
  })

  it('signs in without a secret', async () => {
    const app = await server.register({ token_endpoint_auth_method: 'none' })
    const client = new OAuth2Client(app.id, null, app.callback)
    const { verifier, url } = begin(client)
    const back = await visit(server.browser(), url)
    const tokens = await client.validateAuthorizationCode(token, back.searchParams.get('code')!, verifier)
    expect(await client.refreshAccessToken(token, tokens.refreshToken(), [])).toBeTruthy()
  })

  it('hears of a wrong secret', async () => {
    const client = new OAuth2Client(app.id, 'not-the-secret', app.callback)
    const refused = client.refreshAccessToken(token, 'made-up', [])
    await expect(refused).rejects.toThrow(OAuth2RequestError)
    await expect(refused).rejects.toMatchObject({ code: 'invalid_client' })
  })

  it('hears that a code was already used', async () => {
    const client = new OAuth2Client(app.id, app.secret, app.callback)
    const { verifier, url } = begin(client)
    const code = (await visit(server.browser(), url)).searchParams.get('code')!
    await client.validateAuthorizationCode(token, code, verifier)
    const refused = client.validateAuthorizationCode(token, code, verifier)
    await expect(refused).rejects.toMatchObject({
      code: 'invalid_grant',
      description: expect.stringContaining('already used'),
    })
  })

  it('hears that the person said no', async () => {
    const { url } = begin(new OAuth2Client(app.id, app.secret, app.callback))
    url.searchParams.set('prompt', 'consent')
    const back = await visit(server.browser(), url, { answer: 'deny' })
    expect(back.searchParams.get('error')).toBe('access_denied')
  })
})
