import { beforeAll, describe, expect, it } from 'vitest'
import { api, basic, bindings, claimsOf, issuer, populate, register, secret, token } from '../support/app.ts'

const grant = { grant_type: 'client_credentials' }

describe('RFC 6749 §4.4 client credentials', () => {
  beforeAll(async () => {
    await populate()
    await register({ client_id: 'no-scope', default_scope: [], scope: [] })
    await register({ client_id: 'personal', default_scope: ['openid', 'profile', 'read'] })
    await register({ client_id: 'no-grant', grant_types: ['authorization_code'] })
    await register({ client_id: 'brief', access_token_lifetime: 60 })
  })

  it('§4.4.3: yields an access token, and no refresh token', async () => {
    const { status, headers, body } = await token(grant)
    expect(status).toBe(200)
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'read',
    })
    expect([headers.get('cache-control'), headers.get('pragma')]).toEqual(['no-store', 'no-cache']) // §5.1
  })

  it('the token is about the client itself (RFC 9068 §2.2)', async () => {
    const { body } = await token(grant)
    expect(claimsOf(body.access_token)).toEqual({
      iss: issuer,
      sub: 'web',
      client_id: 'web',
      aud: api,
      scope: 'read',
      jti: expect.any(String),
      iat: expect.any(Number),
      exp: expect.any(Number),
    })
  })

  it.each([
    ['the default of the registration where none is asked', {}, 'read'],
    ['a part of what is registered', { scope: 'write' }, 'write'],
    ['all, in the order asked', { scope: 'write read' }, 'write read'],
    ['each once', { scope: 'read read  write' }, 'read write'],
  ])('§3.3: scope is %s', async (_, parameters, scope) => {
    const { body } = await token({ ...grant, ...parameters })
    expect([body.scope, claimsOf(body.access_token).scope]).toEqual([scope, scope])
  })

  it.each([
    ['not in the registration', 'admin'],
    ['only partly in the registration', 'read admin'],
    ['in another case', 'READ'],
    ['separated by something else', 'read,write'],
    ['a scope about a person', 'openid'],
    ['a refresh token', 'offline_access read'],
    ['empty between spaces', '   '],
    ['with a quote', 'read"'],
    ['with a backslash', 'read\\'],
    ['with a line feed', 'read\nwrite'],
    ['beyond ASCII', 'rëad'],
    ['60,000 characters long', 'read '.repeat(12_000)],
  ])('§5.2: invalid_scope where scope is %s', async (_, scope) => {
    expect(await token({ ...grant, scope })).toBeOAuthError(400, 'invalid_scope')
  })

  it('a default scope leaves out what needs a person', async () => {
    const { body } = await token(grant, { authorization: basic('personal', secret) })
    expect(body.scope).toBe('read')
  })

  it('a client without scopes gets a token for this server itself', async () => {
    const { status, body } = await token(grant, { authorization: basic('no-scope', secret) })
    expect(status).toBe(200)
    expect(body).not.toHaveProperty('scope')
    expect(claimsOf(body.access_token).aud).toBe(issuer)
  })

  it('MUST only be used by confidential clients', async () => {
    expect(await token({ ...grant, client_id: 'spa' }, {})).toBeOAuthError(400, 'unauthorized_client')
  })

  it('needs the registration to allow it', async () => {
    const refused = await token(grant, { authorization: basic('no-grant', secret) })
    expect(refused).toBeOAuthError(400, 'unauthorized_client')
  })

  it('lives as long as the registration says', async () => {
    const { body } = await token(grant, { authorization: basic('brief', secret) })
    const { iat, exp } = claimsOf(body.access_token)
    expect([body.expires_in, exp! - iat!]).toEqual([60, 60])
  })

  it('every token has a jti of its own', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => token(grant)))
    expect(new Set(tokens.map(({ body }) => claimsOf(body.access_token).jti)).size).toBe(20)
  })

  it('touches no state: it works while the database is away', async () => {
    await token(grant)
    const { DB } = bindings
    await DB.exec('ALTER TABLE clients RENAME TO gone')
    try {
      expect((await token(grant)).status).toBe(200)
    } finally {
      await DB.exec('ALTER TABLE gone RENAME TO clients')
    }
  })

  describe('§5.2 the token endpoint', () => {
    it.each([
      ['no grant_type', { scope: 'read' }, 'invalid_request'],
      ['an empty grant_type', { grant_type: '' }, 'invalid_request'],
      ['an unknown grant_type', { grant_type: 'magic' }, 'unsupported_grant_type'],
      ['the implicit grant', { grant_type: 'implicit' }, 'unsupported_grant_type'],
      [
        'the password grant, which it is not registered for (RFC 9700 §2.4)',
        { grant_type: 'password', username: 'alice', password: 'x' },
        'unauthorized_client',
      ],
      ['another case', { grant_type: 'Client_Credentials' }, 'unsupported_grant_type'],
    ])('%s', async (_, form, error) => {
      expect(await token(form as Record<string, string>)).toBeOAuthError(400, error)
    })

    it.each(['grant_type=client_credentials', 'scope=write', 'unknown=1&unknown=2'])(
      '§3.2: parameters MUST NOT be repeated (%s)',
      async (more) => {
        expect(await token(`grant_type=client_credentials&scope=read&${more}`)).toBeOAuthError(
          400,
          'invalid_request',
        )
      },
    )

    it('§3.2: unknown parameters and parameters without a value are ignored', async () => {
      const { body } = await token('grant_type=client_credentials&scope=&shoe_size=42&scope=write&&=x')
      expect(body.scope).toBe('write')
    })
  })
})
