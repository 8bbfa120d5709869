/** A day with simple-oauth2, a client that knows nothing of PKCE or OpenID Connect. */
import { AuthorizationCode, ClientCredentials } from 'simple-oauth2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Credentials,
  type RunningServer,
  runServer,
  userinfoStatus,
  visit,
} from '../support/running-server.ts'

describe('simple-oauth2', () => {
  let server: RunningServer
  let app: Credentials
  const configured = (secret: string) => ({
    client: { id: app.id, secret },
    auth: { tokenHost: server.issuer, tokenPath: '/oauth2/token' },
  })
  const signIn = () => {
    const { client, auth } = configured(app.secret)
    return new AuthorizationCode({ client, auth: { ...auth, authorizePath: '/oauth2/authorize' } })
  }

  beforeAll(async () => {
    server = await runServer()
    app = await server.register({ require_pkce: false })
  })
  afterAll(() => server.stop())

  it('signs in and refreshes', async () => {
    const client = signIn()
    const state = 'a state with spaces & signs'
    const url = client.authorizeURL({
      redirect_uri: app.callback,
      scope: ['openid', 'offline_access', 'read'],
      state,
    })
    const back = await visit(server.browser(), url)
    expect(back.searchParams.get('state')).toBe(state)

    const signedIn = await client.getToken({
      code: back.searchParams.get('code'),
      redirect_uri: app.callback,
    })
    expect(signedIn.expired()).toBe(false)
    expect(await userinfoStatus(server.address, signedIn.token.access_token)).toBe(200)

    const refreshed = await signedIn.refresh()
    expect(refreshed.token.refresh_token).not.toBe(signedIn.token.refresh_token)
    expect(await userinfoStatus(server.address, refreshed.token.access_token)).toBe(200)
    const narrowed = await refreshed.refresh({ scope: ['read'] })
    expect(narrowed.token.scope).toBe('read')
  })

  it.each(['header', 'body'])(
    'gets a token for itself with the secret in the %s',
    async (authorizationMethod) => {
      const client = new ClientCredentials({ ...configured(app.secret), options: { authorizationMethod } })
      expect((await client.getToken({ scope: 'read' })).token).toMatchObject({
        token_type: 'Bearer',
        scope: 'read',
      })
    },
  )

  it('hears that the person said no', async () => {
    const client = signIn()
    const url = client.authorizeURL({ redirect_uri: app.callback, prompt: 'consent', state: 's' })
    const back = await visit(server.browser(), url, { answer: 'deny' })
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ error: 'access_denied', state: 's' })
  })

  it('hears of a wrong secret', async () => {
    const refused = new ClientCredentials(configured('not-the-secret')).getToken({})
    await expect(refused).rejects.toMatchObject({
      output: { statusCode: 401 },
      data: { payload: { error: 'invalid_client', error_description: 'Unknown client, or wrong secret' } },
    })
  })
})
