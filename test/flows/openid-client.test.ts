/** A day with openid-client 6, which checks state, nonce, iss and the ID token by itself. */
import * as oidc from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Credentials,
  type RunningServer,
  runServer,
  visit,
  visitFormPost,
} from '../support/running-server.ts'

describe('openid-client', () => {
  let server: RunningServer
  let app: Credentials
  const discover = (secret: string) =>
    oidc.discovery(new URL(server.issuer), app.id, undefined, oidc.ClientSecretBasic(secret), {
      execute: [oidc.allowInsecureRequests], // http is for localhost only
    })

  beforeAll(async () => {
    server = await runServer()
    app = await server.register()
  })
  afterAll(() => server.stop())

  /** What an application keeps between sending the person away and taking them back. */
  async function begin(config: oidc.Configuration) {
    const pkceCodeVerifier = oidc.randomPKCECodeVerifier()
    const checks = { pkceCodeVerifier, expectedState: oidc.randomState(), expectedNonce: oidc.randomNonce() }
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: app.callback,
      scope: 'openid profile email offline_access read',
      code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: checks.expectedState,
      nonce: checks.expectedNonce,
    })
    return { url, checks }
  }

  it('signs in, reads userinfo and refreshes', async () => {
    const config = await discover(app.secret)
    const { url, checks } = await begin(config)
    const back = await visit(server.browser(), url)

    const tokens = await oidc.authorizationCodeGrant(config, back, checks)
    expect(tokens.claims()).toMatchObject({ aud: app.id, sub: 'sub-of-grace', amr: ['pwd'] })
    const person = await oidc.fetchUserInfo(config, tokens.access_token, 'sub-of-grace')
    expect(person).toMatchObject({ name: 'Grace Hopper', email: 'grace@example.com' })

    const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '')
    expect(refreshed.access_token).not.toBe(tokens.access_token)
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token)
    await oidc.fetchUserInfo(config, refreshed.access_token, 'sub-of-grace')
  })

  it('gets a token for itself', async () => {
    const tokens = await oidc.clientCredentialsGrant(await discover(app.secret), { scope: 'read' })
    expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'read', expires_in: 600 })
  })

  it('takes the answer as a form post', async () => {
    const config = await discover(app.secret)
    const { url, checks } = await begin(config)
    url.searchParams.set('response_mode', 'form_post')
    const body = new URLSearchParams(await visitFormPost(server.browser(), url))
    const posted = new Request(app.callback, { method: 'POST', body })
    expect((await oidc.authorizationCodeGrant(config, posted, checks)).claims()?.sub).toBe('sub-of-grace')
  })

  it('hears of a wrong secret', async () => {
    const wrong = oidc.clientCredentialsGrant(await discover('not-the-secret'))
    await expect(wrong).rejects.toMatchObject({ cause: [{ scheme: 'basic' }] })
  })

  it('hears that the person said no', async () => {
    const config = await discover(app.secret)
    const { url, checks } = await begin(config)
    url.searchParams.set('prompt', 'consent')
    const back = await visit(server.browser(), url, { answer: 'deny' })
    const denied = oidc.authorizationCodeGrant(config, back, checks)
    await expect(denied).rejects.toMatchObject({
      error: 'access_denied',
      error_description: 'The person said no',
    })
  })

  it('hears that a verifier does not match', async () => {
    const config = await discover(app.secret)
    const { url, checks } = await begin(config)
    const back = await visit(server.browser(), url)
    const wrong = { ...checks, pkceCodeVerifier: oidc.randomPKCECodeVerifier() }
    const refused = oidc.authorizationCodeGrant(config, back, wrong)
    await expect(refused).rejects.toMatchObject({ error: 'invalid_grant', status: 400 })
    expect((await oidc.authorizationCodeGrant(config, back, checks)).access_token).toBeTruthy() // nothing was burnt
  })
})
