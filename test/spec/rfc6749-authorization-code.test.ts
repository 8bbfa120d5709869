import { beforeAll, describe, expect, it } from 'vitest'
import { authorize, authorizeUrl, claimsOf, newBrowser, newCode, populate, redeem, refresh, token, userinfo } from '../support/app.ts'

describe('RFC 6749 §4.1 authorization code', () => {
  beforeAll(populate)

  it('§4.1.2: a person signs in, consents, and the application gets a code with state and iss', async () => {
    const browser = newBrowser()
    const location = await authorize(browser, { state: 'xyz &=', scope: 'openid read' })
    expect(location.searchParams.get('state')).toBe('xyz &=')
    expect(location.searchParams.get('iss')).toBe('https://id.example.com')
  })
  it('§4.1.3: redeems', async () => {
    const { status, body } = await redeem(await newCode({ scope: 'openid profile offline_access read', nonce: 'n' }))
    expect([status, body]).toMatchObject([200, { token_type: 'Bearer', expires_in: 600 }])
    expect(claimsOf(body.access_token)).toMatchObject({ user_id: 'alice', aud: 'https://api.example.com' })
    expect(claimsOf(body.id_token)).toMatchObject({ nonce: 'n', aud: 'web' })
    const again = await refresh(body.refresh_token)
    expect(again.status).toBe(200)
    expect((await userinfo(again.body.access_token)).body).toMatchObject({ name: 'Alice Adams' })
  })
})
