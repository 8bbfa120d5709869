import { beforeAll, describe, expect, it } from 'vitest'
import type { RequestLike } from '../../../src/resource-server/protect-resource.ts'
import { audience, FakeIssuer } from '../../support/fake-issuer.ts'

let server: FakeIssuer
let token: string
beforeAll(async () => {
  server = await FakeIssuer.start()
  token = await server.token()
})

const refusal = (request: RequestLike) =>
  server
    .protect()(request)
    .then(
      () => 'passed',
      (error) => error,
    )
const sent = (authorization?: string, path = '/') =>
  new Request(audience + path, authorization === undefined ? {} : { headers: { authorization } })

describe('RFC 6750 §2.1 a token is taken', () => {
  it.each<[string, () => RequestLike]>([
    ['from Authorization', () => sent(`Bearer ${token}`)],
    ['whatever the case of the scheme', () => sent(`bEaReR ${token}`)],
    ['with more than one space', () => sent(`Bearer   ${token}`)],
    ['from the request of Node', () => ({ headers: { authorization: `Bearer ${token}` }, url: '/' })],
    [
      'from its raw headers',
      () => ({ headers: {}, rawHeaders: ['Host', 'x', 'AUTHORIZATION', `Bearer ${token}`] }),
    ],
  ])('%s', async (_, request) => {
    expect(await refusal(request())).toBe('passed')
  })
})

describe('RFC 6750 §3.1 without a token the challenge names no error', () => {
  it.each<[string, () => RequestLike]>([
    ['no Authorization', () => sent()],
    ['an empty one', () => sent('')],
    ['Basic', () => sent(`Basic ${btoa('web:secret')}`)],
    ['DPoP', () => sent(`DPoP ${token}`)],
    ['a scheme that begins like it', () => sent(`BearerToken ${token}`)],
    ['the token alone', () => sent(token)],
    ['Digest with its commas', () => sent('Digest username="a", realm="b"')],
    ['no header at all in Node', () => ({ headers: {}, rawHeaders: [] })],
  ])('%s', async (_, request) => {
    const { status, headers } = await refusal(request())
    expect(status).toBe(401)
    expect(headers['www-authenticate']).toBe(
      `Bearer realm="${audience}", resource_metadata="${audience}/.well-known/oauth-protected-resource"`,
    )
  })
})

describe('RFC 6750 §3.1 invalid_request, 400', () => {
  it.each<[string, () => RequestLike, RegExp]>([
    ['no token after Bearer', () => sent('Bearer'), /one well-formed token/],
    ['a space in it', () => sent(`Bearer ${token} x`), /one well-formed token/],
    ['a quote in it', () => sent(`Bearer "${token}"`), /one well-formed token/],
    ['a tab before it', () => sent(`Bearer \t${token}`), /one well-formed token/],
    ['two tokens', () => sent(`Bearer ${token}, Bearer ${token}`), /more than once/],
    ['another scheme before it', () => sent(`Basic eDp5, Bearer ${token}`), /more than once/],
    ['another scheme after it', () => sent(`Bearer ${token}, Basic eDp5`), /more than once/],
    [
      'two headers in Node',
      () => ({
        headers: {},
        rawHeaders: ['authorization', `Bearer ${token}`, 'Authorization', 'Basic eDp5'],
      }),
      /more than once/,
    ],
    ['two ways', () => sent(`Bearer ${token}`, `/?access_token=${token}`), /several ways/],
    ['the address (RFC 9700 §4.3.2)', () => sent(undefined, `/?a=b&access_token=${token}`), /address/],
  ])('%s', async (_, request, reason) => {
    const { status, code, description, headers } = await refusal(request())
    expect({ status, code }).toEqual({ status: 400, code: 'invalid_request' })
    expect(description).toMatch(reason)
    expect(headers['www-authenticate']).toContain('error="invalid_request"')
  })
})
