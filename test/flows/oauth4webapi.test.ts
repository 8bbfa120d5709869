/** A day with oauth4webapi, here as a browser application without a secret; every check is spelled out. */
import * as oauth from 'oauth4webapi'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api, type Credentials, type RunningServer, runServer, visit } from '../support/running-server.ts'

const insecure = { [oauth.allowInsecureRequests]: true } // http is for localhost only

describe('oauth4webapi', () => {
  let server: RunningServer
  let app: Credentials
  let as: oauth.AuthorizationServer
  let client: oauth.Client

  beforeAll(async () => {
    server = await runServer()
    app = await server.register({ token_endpoint_auth_method: 'none', id_token_signed_response_alg: 'EdDSA' })
    client = { client_id: app.id, id_token_signed_response_alg: 'EdDSA' }
    const issuer = new URL(server.issuer)
    as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
  })
  afterAll(() => server.stop())

  async function begin(more: Record<string, string> = {}) {
    const [verifier, state, nonce] = [
      oauth.generateRandomCodeVerifier(),
      oauth.generateRandomState(),
      oauth.generateRandomNonce(),
    ]
    const url = new URL(as.authorization_endpoint ?? '')
    url.search = new URLSearchParams({
      client_id: app.id,
      redirect_uri: app.callback,
      response_type: 'code',
      scope: 'openid profile offline_access read',
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
      ...more,
    }).toString()
    return { url, verifier, state, nonce }
  }

  it('signs in, reads userinfo, refreshes and calls the API', async () => {
    const { url, verifier, state, nonce } = await begin()
    const answer = oauth.validateAuthResponse(as, client, await visit(server.browser(), url), state)
    const redeemed = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      oauth.None(),
      answer,
      app.callback,
      verifier,
      insecure,
    )
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, redeemed, {
      expectedNonce: nonce,
      requireIdToken: true,
    })
    await oauth.validateApplicationLevelSignature(as, redeemed, insecure)
    const { sub } = oauth.getValidatedIdTokenClaims(tokens)!

    const userinfo = await oauth.userInfoRequest(as, client, tokens.access_token, insecure)
    expect(await oauth.processUserInfoResponse(as, client, sub, userinfo)).toMatchObject({
      name: 'Grace Hopper',
    })

    const again = await oauth.refreshTokenGrantRequest(
      as,
      client,
      oauth.None(),
      tokens.refresh_token!,
      insecure,
    )
    const refreshed = await oauth.processRefreshTokenResponse(as, client, again)
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token)

    const call = new Request(`${api}/things`, {
      headers: { authorization: `Bearer ${refreshed.access_token}` },
    })
    const token = await oauth.validateJwtAccessToken(as, call, api, insecure) // RFC 9068, on the API's side
    expect(token).toMatchObject({
      sub: 'sub-of-grace',
      client_id: app.id,
      scope: expect.stringContaining('read'),
    })
  })

  it('hears that the person said no', async () => {
    const { url, state } = await begin({ prompt: 'consent' })
    const back = await visit(server.browser(), url, { answer: 'deny' })
    expect(() => oauth.validateAuthResponse(as, client, back, state)).toThrow(
      expect.objectContaining({ error: 'access_denied' }),
    )
  })

  it('hears that nobody is signed in', async () => {
    const { url, state } = await begin({ prompt: 'none' })
    const back = await visit(server.browser(), url)
    expect(() => oauth.validateAuthResponse(as, client, back, state)).toThrow(
      expect.objectContaining({ error: 'login_required' }),
    )
  })

  it('hears that a refresh token is not one', async () => {
    const refused = await oauth.refreshTokenGrantRequest(as, client, oauth.None(), 'made-up', insecure)
    const processed = oauth.processRefreshTokenResponse(as, client, refused)
    await expect(processed).rejects.toMatchObject({ error: 'invalid_grant', status: 400 })
  })
})
