import { beforeAll, describe, expect, it } from 'vitest'
import {
  encoded,
  FakeIssuer,
  noon,
  type Signer,
  signed,
  signer,
  withToken,
} from '../../support/fake-issuer.ts'

let server: FakeIssuer
let rsa: Signer
beforeAll(async () => {
  server = await FakeIssuer.start()
  rsa = await signer('100', 'RS256')
  server.keys = [rsa.jwk]
})

const header = { alg: 'RS256', kid: '100' }
const claims = {
  iss: 'urn:com:networknt:oauth2:v1',
  aud: 'urn:com.networknt',
  exp: noon + 600,
  jti: 'isQ-aLXhEGmdp6u1QMAclw',
  iat: noon,
  nbf: noon - 120,
  version: '1.0',
  user_id: 'stevehu',
  user_type: 'EMPLOYEE',
  client_id: '6e9d1db3-2feb-4c1f-a5ad-9e93ae8ca59d',
  scope: ['account.r', 'account.w'],
}
const token = (change: object = {}, inHeader: object = {}) =>
  signed(rsa, encoded({ ...header, ...inHeader }), encoded({ ...claims, ...change }))

const options = {
  audience: 'urn:com.networknt',
  tokenIssuer: 'urn:com:networknt:oauth2:v1',
  tokenProfile: 'light-oauth2',
  scopes: ['account.r'],
} as const
const sent = async (change?: object, inHeader?: object) =>
  server.protect(options)(withToken(await token(change, inHeader)))

describe('token_profile light-oauth2', () => {
  it('takes its tokens, of people and of machines', async () => {
    expect(await sent()).toEqual(claims)
    expect(await sent({ user_id: undefined, user_type: undefined })).not.toHaveProperty('user_id')
    expect(await sent({}, { typ: 'JWT' })).toEqual(claims)
  })

  it.each<[string, object, object, RegExp]>([
    ['a typ of something else', {}, { typ: 'at+jwt' }, /typ is neither absent nor JWT/],
    ['another alg', {}, { alg: 'ES256' }, /not signed with any of RS256$/],
    ['no version', { version: undefined }, {}, /version is not 1\.0/],
    ['another version', { version: '2.0' }, {}, /version is not 1\.0/],
    ['a scope that is text', { scope: 'account.r' }, {}, /not a list of strings/],
    ['a scope with a number', { scope: ['account.r', 1] }, {}, /not a list of strings/],
    ['a user_id that is a number', { user_id: 7 }, {}, /user_id that is not a string/],
    ['another iss', { iss: 'https://id.example.com' }, {}, /its iss is not urn:com:networknt:oauth2:v1/],
    ['another aud', { aud: 'urn:com.networknt2' }, {}, /its aud is not urn:com\.networknt/],
    ['no client_id', { client_id: undefined }, {}, /has no client_id/],
  ])('refuses %s', async (_, change, inHeader, reason) => {
    await expect(sent(change, inHeader)).rejects.toMatchObject({
      status: 401,
      description: expect.stringMatching(reason),
    })
  })

  it('compares scopes whole', async () => {
    await expect(sent({ scope: ['account.r account.w'] })).rejects.toMatchObject({ status: 403 })
  })

  it('is not taken by an API that expects RFC 9068, nor the other way round', async () => {
    const plain = server.protect({ ...options, tokenProfile: 'rfc9068' })
    await expect(plain(withToken(await token()))).rejects.toMatchObject({ status: 401 })
  })

  it('needs a machine’s token in X-Scope-Token', async () => {
    const protect = server.protect({ ...options, callerToken: true })
    const machine = await token({ user_id: undefined, user_type: undefined })
    expect(await protect(withToken(await token(), { 'x-scope-token': machine }))).toMatchObject({
      user_id: 'stevehu',
      caller: { client_id: claims.client_id },
    })
    const refused = protect(withToken(await token(), { 'x-scope-token': await token() }))
    await expect(refused).rejects.toMatchObject({ status: 401 })
  })
})
