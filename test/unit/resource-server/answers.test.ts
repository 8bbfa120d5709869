import { beforeAll, describe, expect, it } from 'vitest'
import { AccessRefused, scopesOf } from '../../../src/resource-server/protect-resource.ts'
import { audience, FakeIssuer, issuer, withToken } from '../../support/fake-issuer.ts'

let server: FakeIssuer
let request: Request
beforeAll(async () => {
  server = await FakeIssuer.start()
  request = withToken(await server.token())
})

describe('scopes', () => {
  const protect = (scopes: readonly string[] = []) => server.protect({ scopes })
  it('are all required', async () => {
    await protect(['customer.r'])(request, { scopes: ['account.r'] })
    const refused = protect(['customer.r'])(request, { scopes: ['account.r', 'account.w', 'x'] })
    await expect(refused).rejects.toMatchObject({
      status: 403,
      scope: 'customer.r account.r account.w x',
      description: 'This needs the scope account.w x, which the access token does not have',
    })
  })
  it('of anyOf one will do', async () => {
    await protect()(request, { anyOf: ['customer.w', 'account.r'] })
    await expect(protect()(request, { anyOf: ['customer.w', 'admin'] })).rejects.toMatchObject({
      status: 403,
      scope: 'customer.w',
      description: 'This needs one of the scopes customer.w admin, which the access token does not have',
    })
  })
  it('are both where both are given', async () => {
    await protect()(request, { scopes: ['customer.r'], anyOf: ['account.r', 'admin'] })
    const refused = protect()(request, { scopes: ['customer.w'], anyOf: ['account.r', 'admin'] })
    await expect(refused).rejects.toMatchObject({ status: 403, scope: 'customer.w account.r' })
  })
  it('are split for whoever wants to look', () => {
    expect(scopesOf({ scope: 'a  b' })).toEqual(['a', 'b'])
    expect(scopesOf({ scope: ['a', 'b'] })).toEqual(['a', 'b'])
    expect(scopesOf({})).toEqual([])
    expect(scopesOf({ scope: 7 })).toEqual([])
  })
})

describe('a refusal renders itself', () => {
  const answer = async (options: object, sent = request) =>
    (
      await server
        .protect({ scopes: ['customer.w'], ...options })(sent)
        .catch((error) => error)
    ).getResponse()

  it('as RFC 6750 §3 has it, and is not cached', async () => {
    const response: Response = await answer({ realm: 'customers' })
    expect(response.status).toBe(403)
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'www-authenticate':
        'Bearer realm="customers", error="insufficient_scope", ' +
        'error_description="This needs the scope customer.w, which the access token does not have", ' +
        'scope="customer.w", ' +
        `resource_metadata="${audience}/.well-known/oauth-protected-resource"`,
    })
    expect(await response.json()).toEqual({
      error: 'insufficient_scope',
      error_description: 'This needs the scope customer.w, which the access token does not have',
    })
  })
  it('naming the scope to ask for, to whoever has no token yet', async () => {
    const response: Response = await answer({ realm: 'x' }, new Request(audience))
    expect(response.headers.get('www-authenticate')).toBe(
      `Bearer realm="x", scope="customer.w", resource_metadata="${audience}/.well-known/oauth-protected-resource"`,
    )
    expect(await response.json()).toEqual({
      error_description: 'This needs an access token; send Authorization: Bearer <token>', // §3.1: no error
    })
  })
  it('with the address of the metadata that it was given, or none', async () => {
    const at = async (options: object) =>
      (await answer(options)).headers.get('www-authenticate')?.match(/resource_metadata="(.*)"/)?.[1]
    expect(await at({ resourceMetadata: 'https://a.example/m' })).toBe('https://a.example/m')
    expect(await at({ audience: 'urn:com.networknt' })).toBe(undefined)
  })
  it('with no way out of its quotes', async () => {
    const response: Response = await answer({ realm: 'a", error="b\\' }, new Request(audience))
    expect(response.headers.get('www-authenticate')).toContain(`realm="a', error='b'", scope`)
  })
  it('and is an error like others', async () => {
    const refused = await server
      .protect()(new Request(audience))
      .catch((error) => error)
    expect(refused).toBeInstanceOf(AccessRefused)
    expect(refused).toBeInstanceOf(Error)
    expect(refused.name).toBe('AccessRefused')
  })
})

describe('RFC 9728 metadata', () => {
  it('§3.2 says who this API is and whose tokens it takes', async () => {
    const { metadata, metadataPath } = server.protect({ scopes: ['customer.r'] })
    const response = metadata()
    expect(metadataPath).toBe('/.well-known/oauth-protected-resource')
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(await response.json()).toEqual({
      resource: audience,
      authorization_servers: [issuer],
      scopes_supported: ['customer.r'],
      bearer_methods_supported: ['header'],
    })
  })
  it('is there as a plain object, for servers whose answer is not a Response', async () => {
    const { metadata, metadataDocument } = server.protect({ scopes: ['customer.r'] })
    expect(metadataDocument).toEqual(await metadata().json())
  })
  it.each([{}, { metadata: { scopes_supported: [] } }, { metadata: { resource_name: 'A' } }])(
    '§3.2 leaves out a list that is empty: %j',
    (options) => {
      expect(server.protect(options).metadataDocument).not.toHaveProperty('scopes_supported')
    },
  )
  it('says what it is told to, but never another resource', async () => {
    const metadata = {
      resource_name: 'Customers',
      scopes_supported: ['customer.r', 'customer.w'],
      resource: 'x',
    }
    expect(await server.protect({ metadata }).metadata().json()).toMatchObject({
      resource: audience,
      resource_name: 'Customers',
      scopes_supported: ['customer.r', 'customer.w'],
    })
  })
  it.each([
    ['https://api.example.com/v1', '/.well-known/oauth-protected-resource/v1'],
    ['https://api.example.com/', '/.well-known/oauth-protected-resource'],
    ['urn:com.networknt', '/.well-known/oauth-protected-resource'],
  ])('§3.1 of %s is at %s', (audience, path) => {
    expect(server.protect({ audience }).metadataPath).toBe(path)
  })
})
