/** Whoever writes JavaScript hears of a slip from nobody but us, and a guard that it opens looks like one that works. */
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type ProtectResourceOptions,
  protectResource,
} from '../../../src/resource-server/protect-resource.ts'
import { audience, FakeIssuer, issuer, noon, withToken } from '../../support/fake-issuer.ts'

let server: FakeIssuer
let request: Request
beforeAll(async () => {
  server = await FakeIssuer.start()
  request = withToken(await server.token({ scope: 'x' }))
})

const slips: [string, readonly unknown[], RegExp][] = [
  ['arrays', [['x']], /not an array/],
  ['null', [null], /null/],
  ['a number', [7], /7/],
  ['a set', [new Set(['x'])], /Set/],
  ['a promise', [Promise.resolve({ scopes: ['x'] })], /Promise/],
  ['another member', [{ scope: ['x'] }], /has no 'scope'/],
  ['another spelling', [{ any_of: ['x'] }], /has no 'any_of'/],
  ['one member too many', [{ scopes: ['x'], any: ['x'] }], /has no 'any'/],
  ['one scope without its list', [{ scopes: 'x' }], /scopes must be a list/],
  ['one of one scope', [{ anyOf: 'x' }], /anyOf must be a list/],
  ['none of none', [{ anyOf: [] }], /anyOf is empty/],
  ['a list that is not there', [{ scopes: undefined }], /scopes must be a list/],
  ['a choice that is not there', [{ scopes: ['x'], anyOf: undefined }], /anyOf must be a list/],
  ['a list in a list', [{ scopes: [['x']] }], /is not one scope/],
  ['two scopes in one', [{ scopes: ['x y'] }], /is not one scope/],
  ['no scope', [{ anyOf: [''] }], /is not one scope/],
  ['something after an object', [{ scopes: ['x'] }, 'y'], /one requirement/],
  ['two objects', [{ scopes: ['x'] }, { anyOf: ['y'] }], /one requirement/],
]

describe('a requirement of a wrong shape is a TypeError, never a request that passes', () => {
  it.each<[string, readonly unknown[], RegExp]>([
    ...slips,
    ['a scope by itself', ['x'], /not a string/],
    ['scopes by themselves', ['x', 'y'], /not a string/],
  ])('at a call: %s', async (_, given, why) => {
    const call = server.protect() as (...given: readonly unknown[]) => Promise<unknown>
    const error = await call(request, ...given).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(TypeError)
    expect(String(error)).toMatch(why)
  })
  it.each<[string, readonly unknown[], RegExp]>([
    ...slips,
    ['nothing where a scope should be', [undefined], /undefined/],
    ['a list after a scope', ['x', ['y']], /is not one scope/],
    ['an object after a scope', ['x', { scopes: ['y'] }], /is not one scope/],
  ])('at a route, when it is made: %s', (_, given, why) => {
    const { middleware } = server.protect() as unknown as { middleware(...given: readonly unknown[]): void }
    expect(() => middleware(...given)).toThrow(TypeError)
    expect(() => middleware(...given)).toThrow(why)
  })
  it('what it asks for is kept as it was when the route was made', async () => {
    const scopes = ['y']
    const guard = server.protect().middleware({ scopes })
    scopes.length = 0
    const answer = await guard({ req: { raw: request }, set: () => undefined }, async () => undefined)
    expect(answer?.status).toBe(403)
  })
  it.each([[[]], [[undefined]], [[{}]], [[{ scopes: [] }]], [[{ scopes: ['x'], anyOf: ['x', 'y'] }]]])(
    'these are right: %j',
    async (given) => {
      const call = server.protect() as (...given: readonly unknown[]) => Promise<unknown>
      await call(request, ...given)
    },
  )
})

describe('an option of a wrong shape is a TypeError when the API starts', () => {
  const introspection = { clientId: 'api', clientSecret: 'secret' }
  it.each<[string, unknown, RegExp]>([
    ['no options', undefined, /options/],
    ['a text', 'https://id.example.com', /options/],
    ['scope', { scope: ['x'] }, /has no 'scope'/],
    ['a slip in a name', { introspecton: introspection }, /has no 'introspecton'/],
    ['scopes in a text', { scopes: 'x' }, /scopes must be a list/],
    ['null for scopes', { scopes: null }, /scopes must be a list/],
    ['algorithms in a text', { algorithms: 'ES256' }, /algorithms/],
    ['a tolerance in a text', { clockTolerance: '30' }, /clockTolerance/],
    ['an issuer of tokens that is none', { tokenIssuer: null }, /tokenIssuer/],
    ['introspection switched on', { introspection: true }, /introspection/],
    ['introspection switched off by what is empty', { introspection: '' }, /introspection/],
    ['snake case', { introspection: { ...introspection, cache_seconds: 5 } }, /has no 'cache_seconds'/],
    ['a cache in a text', { introspection: { ...introspection, cacheSeconds: '5' } }, /cacheSeconds/],
    ['a word for yes', { callerToken: 'false' }, /callerToken/],
    ['a realm that is none', { realm: 7 }, /realm/],
    ['an address that is none', { resourceMetadata: '/metadata' }, /resourceMetadata/],
    ['metadata that are none', { metadata: 'x' }, /metadata/],
    ['a time that stands still', { now: 0 }, /now must be/],
  ])('%s', (_, options, why) => {
    const given =
      typeof options === 'object' ? { issuer, audience, ...options } : (options as ProtectResourceOptions)
    expect(() => protectResource(given as ProtectResourceOptions)).toThrow(TypeError)
    expect(() => protectResource(given as ProtectResourceOptions)).toThrow(why)
  })
  it('and what may be left out may be undefined', async () => {
    const left = { scopes: undefined, introspection: undefined, clockTolerance: undefined, realm: undefined }
    await server.protect(left)(request)
  })
  it('a clock that tells no time lets nobody in', async () => {
    const expired = withToken(await server.token({ exp: noon - 100, iat: noon - 200 }))
    const protect = server.protect({ now: () => Number.NaN })
    await expect(protect(expired)).rejects.toThrow()
  })
})
