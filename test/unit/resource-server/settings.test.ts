import { describe, expect, it } from 'vitest'
import {
  type ProtectResourceOptions,
  protectResource,
} from '../../../src/resource-server/protect-resource.ts'
import { FakeIssuer, issuer, withToken } from '../../support/fake-issuer.ts'

const made = (options: object) =>
  protectResource({ issuer, audience: 'https://api.example.com', ...options } as ProtectResourceOptions)

describe('options are checked when the API starts', () => {
  it.each<[string, object, RegExp]>([
    ['no issuer', { issuer: undefined }, /issuer must be/],
    ['an issuer without https', { issuer: 'http://id.example.com' }, /issuer must be/],
    ['an issuer that only looks local', { issuer: 'http://localhost.example.com' }, /issuer must be/],
    ['an issuer with a query', { issuer: `${issuer}?a` }, /issuer must be/],
    ['no audience', { audience: undefined }, /audience must be/],
    ['an empty audience', { audience: '' }, /audience must be/],
    ['alg none', { algorithms: ['none'] }, /algorithms may hold only/],
    ['an HMAC', { algorithms: ['ES256', 'HS256'] }, /algorithms may hold only/],
    ['no alg at all', { algorithms: [] }, /algorithms may hold only/],
    ['a tolerance below zero', { clockTolerance: -1 }, /clockTolerance/],
    ['a tolerance of an hour', { clockTolerance: 3600 }, /clockTolerance/],
    ['a tolerance that is no number', { clockTolerance: Number.NaN }, /clockTolerance/],
    ['another profile', { tokenProfile: 'toString' }, /tokenProfile must be/],
    [
      'scopes in one string',
      { scopes: ['customer.r account.r'] },
      /'customer\.r account\.r' is not one scope/,
    ],
    ['an empty scope', { scopes: [''] }, /is not one scope/],
    ['no secret', { introspection: { clientId: 'a', clientSecret: '' } }, /introspection needs/],
    ['no secret at all', { introspection: { clientId: 'a' } }, /introspection needs/],
    [
      'another when',
      { introspection: { clientId: 'a', clientSecret: 'b', when: 'allways' } },
      /introspection\.when/,
    ],
    [
      'a cache of an hour',
      { introspection: { clientId: 'a', clientSecret: 'b', cacheSeconds: 3600 } },
      /cacheSeconds/,
    ],
  ])('%s', (_, options, why) => {
    expect(() => made(options)).toThrow(TypeError)
    expect(() => made(options)).toThrow(why)
  })

  it('and so are the scopes of a route', () => {
    expect(() => made({}).middleware('customer.r account.r')).toThrow(/is not one scope/)
    expect(() => made({}).middleware({ anyOf: ['a b'] })).toThrow(/is not one scope/)
  })

  it('http is good enough for a laptop', () => {
    for (const local of ['http://localhost:8888', 'http://127.0.0.1:8888', 'http://[::1]:8888']) {
      expect(() => made({ issuer: local })).not.toThrow()
    }
  })

  it('algorithms may be fewer', async () => {
    const server = await FakeIssuer.start()
    const protect = server.protect({ algorithms: ['EdDSA'] })
    await expect(protect(withToken(await server.token()))).rejects.toMatchObject({
      description: 'The access token is not signed with any of EdDSA',
    })
  })

  it('an issuer may have a path (RFC 8414 §3.1)', async () => {
    const server = await FakeIssuer.start()
    const protect = server.protect({ issuer: `${issuer}/tenant` })
    await protect(withToken(await server.token())).catch(() => undefined)
    expect(server.requests).toEqual(['/.well-known/oauth-authorization-server/tenant'])
  })
})
