import { base64url } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { AccessRefused } from '../../src/resource-server/protect-resource.ts'
import {
  audience,
  encoded,
  FakeIssuer,
  goodClaims,
  goodHeader,
  issuer,
  noon,
  type Signer,
  signed,
  signer,
  withToken,
} from '../support/fake-issuer.ts'

let server: FakeIssuer
let rsa: Signer
let pss: Signer
let edwards: Signer
let stranger: Signer

beforeAll(async () => {
  server = await FakeIssuer.start()
  rsa = await signer('rsa', 'RS256')
  pss = await signer('pss', 'PS256')
  edwards = await signer('edwards', 'EdDSA')
  stranger = await signer('key-1')
  const encryption = { ...server.signer.jwk, kid: 'encryption', use: 'enc' }
  const wrapping = { ...server.signer.jwk, kid: 'wrapping', key_ops: ['wrapKey'] }
  const symmetric = { kty: 'oct', kid: 'symmetric', k: base64url.encode('a secret that is no secret here!') }
  const { alg: _, use: __, ...silent } = { ...server.signer.jwk, kid: 'silent' }
  const others = [encryption, wrapping, symmetric, silent]
  server.keys = [server.signer.jwk, rsa.jwk, pss.jwk, edwards.jwk, ...others]
})

async function refusal(token: string): Promise<AccessRefused> {
  const outcome = await server
    .protect({ scopes: ['customer.r'] })(withToken(token))
    .catch((error) => error)
  expect(outcome, 'the token passed').toBeInstanceOf(AccessRefused)
  return outcome
}

const header = (change: object) => () => server.token({}, { ...change })
const claims = (change: object) => () => server.token({ ...change })
const payload = (text: string | Uint8Array) => () =>
  signed(server.signer, encoded(goodHeader), base64url.encode(text))
const parts = (change: (header: string, payload: string, signature: string) => string) => async () => {
  const [head = '', body = '', signature = ''] = (await server.token()).split('.')
  return change(head, body, signature)
}

describe('RFC 9068 §4 what passes', () => {
  it.each<[string, () => Promise<string>]>([
    ['the token that all others below are one field away from', () => server.token()],
    ['typ with its full name', header({ typ: 'application/at+jwt' })],
    ['typ in other letters (RFC 7515 §4.1.9)', header({ typ: 'AT+JWT' })],
    ['members of the header that mean nothing here', header({ jku: 'https://evil.example', x5t: 'abc' })],
    ['RS256', () => server.token({}, { alg: 'RS256', kid: 'rsa' }, rsa)],
    ['PS256', () => server.token({}, { alg: 'PS256', kid: 'pss' }, pss)],
    ['EdDSA', () => server.token({}, { alg: 'EdDSA', kid: 'edwards' }, edwards)],
    ['a key that says nothing of its use', header({ kid: 'silent' })],
    ['aud with others beside this API', claims({ aud: ['https://other.example', audience] })],
    ['no nbf', claims({ nbf: undefined })],
    ['an exp within the tolerance', claims({ exp: noon - 29 })],
    ['an nbf within the tolerance', claims({ nbf: noon + 30 })],
    ['an iat within the tolerance', claims({ iat: noon + 30 })],
    ['times in fractions of a second', claims({ exp: noon + 0.5, iat: noon - 1.5 })],
  ])('%s', async (_, token) => {
    const passed = await server.protect({ scopes: ['customer.r'] })(withToken(await token()))
    expect(passed).toMatchObject({ sub: 'sub-of-grace', client_id: 'web' })
  })
})

const tampered: [field: string, token: () => Promise<string>, reason: RegExp][] = [
  // The header
  ['no typ', header({ typ: undefined }), /typ is not at\+jwt/],
  ['typ of any JWT', header({ typ: 'JWT' }), /typ is not at\+jwt/],
  ['typ of a logout token', header({ typ: 'logout+jwt' }), /typ is not at\+jwt/],
  ['typ with a suffix', header({ typ: 'at+jwt2' }), /typ is not at\+jwt/],
  ['typ with a space', header({ typ: 'at+jwt ' }), /typ is not at\+jwt/],
  ['typ as a list', header({ typ: ['at+jwt'] }), /typ is not at\+jwt/],
  ['no alg', header({ alg: undefined }), /not signed with any of ES256, RS256, PS256, EdDSA/],
  ['alg none', header({ alg: 'none' }), /not signed with any of/],
  ['alg nOnE', header({ alg: 'nOnE' }), /not signed with any of/],
  ['alg none and no signature', () => unsigned({ alg: 'none' }), /not signed with any of/],
  ['an HMAC by the public key', () => hmacByPublicKey(), /not signed with any of/],
  ['an HMAC by a published secret', header({ alg: 'HS256', kid: 'symmetric' }), /not signed with any of/],
  ['an alg that is not on the list', header({ alg: 'ES384' }), /not signed with any of/],
  ['an alg nobody knows', header({ alg: 'toString' }), /not signed with any of/],
  ['alg as a list', header({ alg: ['ES256'] }), /not signed with any of/],
  ['an alg that is not the key’s', header({ alg: 'RS256' }), /not for RS256 signatures/],
  [
    'an alg of the same family as the key’s',
    () => server.token({}, { alg: 'PS256', kid: 'rsa' }, pss),
    /not for PS256/,
  ],
  ['an alg of another type of key', header({ alg: 'RS256', kid: 'silent' }), /not for RS256 signatures/],
  ['an alg of another curve', header({ alg: 'EdDSA', kid: 'silent' }), /not for EdDSA signatures/],
  ['no kid', header({ kid: undefined }), /names no key/],
  ['an empty kid', header({ kid: '' }), /names no key/],
  ['a kid that is a number', header({ kid: 1 }), /names no key/],
  ['a kid nobody has', header({ kid: 'key-2' }), /has no key of the id/],
  ['a kid in other letters', header({ kid: 'KEY-1' }), /has no key of the id/],
  ['the kid of another key', header({ kid: 'edwards' }), /not for ES256 signatures/],
  ['the kid of a key for encryption', header({ kid: 'encryption' }), /not for ES256 signatures/],
  ['the kid of a key for other operations', header({ kid: 'wrapping' }), /not for ES256 signatures/],
  ['the kid of a symmetric key', header({ kid: 'symmetric' }), /not for ES256 signatures/],
  ['a critical extension', header({ crit: ['exp'], exp: noon }), /extension \(crit, b64\)/],
  ['an empty crit', header({ crit: [] }), /extension \(crit, b64\)/],
  ['an unencoded payload (RFC 7797)', header({ b64: false }), /extension \(crit, b64\)/],
  ['a key of its own', () => withOwnKey(), /signature that does not verify/],

  // The signature
  ['the signature of a stranger', () => server.token({}, {}, stranger), /does not verify/],
  ['a flipped bit in the signature', parts((h, p, s) => `${h}.${p}.${flipped(s)}`), /does not verify/],
  ['a shorter signature', parts((h, p, s) => `${h}.${p}.${s.slice(0, 84)}`), /does not verify/],
  ['no signature', parts((h, p) => `${h}.${p}.`), /does not verify/],
  ['a signature of zeros', parts((h, p) => `${h}.${p}.${'A'.repeat(86)}`), /does not verify/],
  [
    'another scope after it was signed',
    parts((h, _, s) => `${h}.${encoded({ ...goodClaims, scope: 'customer.r customer.w' })}.${s}`),
    /does not verify/,
  ],
  [
    'another header after it was signed',
    parts((_, p, s) => `${encoded({ ...goodHeader, cty: 'x' })}.${p}.${s}`),
    /does not verify/,
  ],
  ['another spelling of the signature', parts((h, p, s) => `${h}.${p}.${respelt(s)}`), /not in base64url/],
  ['padding', parts((h, p, s) => `${h}.${p}.${s}==`), /not in base64url/],
  ['the alphabet of plain base64', parts((h, p, s) => `${h}.${p}.+${s.slice(1)}`), /not in base64url/],

  // The parts
  ['one part', parts((h) => h), /no signed JWT/],
  ['two parts', parts((h, p) => `${h}.${p}`), /no signed JWT/],
  ['four parts', parts((h, p, s) => `${h}.${p}.${s}.${s}`), /no signed JWT/],
  ['five parts, as an encrypted one', parts((h, p, s) => `${h}.${p}.${s}.${s}.${s}`), /no signed JWT/],
  ['an empty header', parts((_, p, s) => `.${p}.${s}`), /header is not a JSON object/],
  ['a header that is text', parts((_, p, s) => `${base64url.encode('x')}.${p}.${s}`), /header is not a JSON/],
  ['a header that is a list', parts((_, p, s) => `${encoded([])}.${p}.${s}`), /header is not a JSON object/],
  ['an empty payload', payload(''), /payload that is not JSON/],
  ['a payload that is text', payload('exp=never'), /payload that is not JSON/],
  ['a payload that is a list', payload(JSON.stringify([goodClaims])), /not a JSON object/],
  ['a payload that is null', payload('null'), /not a JSON object/],
  ['a payload with a byte order mark', payload(`\ufeff${JSON.stringify(goodClaims)}`), /not JSON/],
  ['a payload that is not UTF-8', payload(new Uint8Array([0x22, 0xff, 0x22])), /not JSON/],

  // The claims
  ['no iss', claims({ iss: undefined }), /another server: its iss is not https:\/\/id\.example\.com/],
  ['another iss', claims({ iss: 'https://id.example.org' }), /from another server/],
  ['an iss with a slash more', claims({ iss: `${issuer}/` }), /from another server/],
  ['an iss in other letters', claims({ iss: 'https://ID.example.com' }), /from another server/],
  ['an iss that is a list', claims({ iss: [issuer] }), /from another server/],
  ['no aud', claims({ aud: undefined }), /has no aud/],
  ['an empty aud', claims({ aud: '' }), /has no aud/],
  ['an aud of nobody', claims({ aud: [] }), /has no aud/],
  ['an aud that is an object', claims({ aud: { 0: audience } }), /has no aud/],
  ['a number in aud', claims({ aud: [audience, 1] }), /has no aud/],
  ['the aud of another API', claims({ aud: 'https://other.example' }), /for another API: its aud is not/],
  ['an aud of other APIs', claims({ aud: ['https://a.example', 'https://b.example'] }), /for another API/],
  ['an aud that begins like this API', claims({ aud: `${audience}.evil.example` }), /for another API/],
  ['an aud with a slash more', claims({ aud: `${audience}/` }), /for another API/],
  ['the client as aud, as an ID token has it', claims({ aud: 'web' }), /for another API/],
  ['no exp', claims({ exp: undefined }), /has no exp/],
  ['an exp that is text', claims({ exp: String(noon + 300) }), /has no exp/],
  ['an exp that is null', claims({ exp: null }), /has no exp/],
  [
    'an exp beyond all numbers',
    payload(JSON.stringify({ ...goodClaims, exp: 0 }).replace('"exp":0', '"exp":1e999')),
    /has no exp/,
  ],
  ['an exp in the past', claims({ exp: noon - 300 + 1 }), /has expired/],
  ['an exp just beyond the tolerance', claims({ exp: noon - 30 }), /has expired/],
  ['an exp below zero', claims({ exp: -1 }), /has expired/],
  ['an nbf in the future', claims({ nbf: noon + 31 }), /its nbf is in the future/],
  ['an nbf that is text', claims({ nbf: String(noon) }), /nbf that is not a number/],
  ['an nbf that is null', claims({ nbf: null }), /nbf that is not a number/],
  ['no iat', claims({ iat: undefined }), /has no iat/],
  ['an iat that is text', claims({ iat: 'now' }), /has no iat/],
  ['an iat in the future', claims({ iat: noon + 31 }), /its iat is in the future/],
  ['an iat in milliseconds', claims({ iat: noon * 1000 }), /its iat is in the future/],
  ['an exp before its iat', claims({ exp: noon - 10, iat: noon - 5 }), /ends before it begins/],
  ['no sub', claims({ sub: undefined }), /has no sub/],
  ['an empty sub', claims({ sub: '' }), /has no sub/],
  ['a sub that is a number', claims({ sub: 7 }), /has no sub/],
  ['no client_id', claims({ client_id: undefined }), /has no client_id/],
  ['a client_id that is a list', claims({ client_id: ['web'] }), /has no client_id/],
  ['no jti', claims({ jti: undefined }), /has no jti/],
  ['an empty jti', claims({ jti: '' }), /has no jti/],
  ['a scope that is a list', claims({ scope: ['customer.r'] }), /scope that is not a string/],
  ['a scope that is an object', claims({ scope: { 'customer.r': true } }), /scope that is not a string/],
  ['the thumbprint of a key (RFC 9449)', claims({ cnf: { jkt: 'x' } }), /bound to a key/],
  ['a length beyond the limit', claims({ roles: ['x'.repeat(16_384)] }), /longer than 16384 characters/],
]

describe('RFC 9068 §4 what is refused with 401 invalid_token', () => {
  it.each(tampered)('%s', async (_, token, reason) => {
    const { status, code, description, headers } = await refusal(await token())
    expect({ status, code }).toEqual({ status: 401, code: 'invalid_token' })
    expect(description).toMatch(reason)
    expect(headers['www-authenticate']).toContain(`error="invalid_token", error_description="${description}"`)
  })
})

describe('RFC 9068 §4 what is refused with 403 insufficient_scope', () => {
  it.each<[string, () => Promise<string>]>([
    ['no scope', claims({ scope: undefined })],
    ['an empty scope', claims({ scope: '' })],
    ['another scope', claims({ scope: 'account.r' })],
    ['a scope that begins like it', claims({ scope: 'customer.read' })],
    ['a scope that ends like it', claims({ scope: 'x.customer.r' })],
    ['the scope in other letters', claims({ scope: 'Customer.R' })],
    ['scopes separated by commas', claims({ scope: 'account.r,customer.r' })],
    ['scopes separated by tabs', claims({ scope: 'account.r\tcustomer.r' })],
  ])('%s', async (_, token) => {
    const { status, code, scope, headers } = await refusal(await token())
    expect({ status, code, scope }).toEqual({ status: 403, code: 'insufficient_scope', scope: 'customer.r' })
    expect(headers['www-authenticate']).toContain('error="insufficient_scope"')
    expect(headers['www-authenticate']).toContain('scope="customer.r"')
  })
})

async function unsigned(change: object): Promise<string> {
  return `${encoded({ ...goodHeader, ...change })}.${encoded(goodClaims)}.`
}

/** RFC 8725 §2.1: whoever takes the alg from the token checks an HMAC with what everybody knows. */
async function hmacByPublicKey(): Promise<string> {
  const secret = new TextEncoder().encode(JSON.stringify(server.signer.jwk))
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', secret, algorithm, false, ['sign'])
  const sign = async (input: Uint8Array<ArrayBuffer>) =>
    new Uint8Array(await crypto.subtle.sign('HMAC', key, input))
  return server.token({}, { alg: 'HS256' }, { jwk: {}, sign })
}

/** RFC 8725 §3.10: a key in the header is the sender's word only. */
const withOwnKey = () => server.token({}, { jwk: stranger.jwk }, stranger)

function flipped(signature: string): string {
  const bytes = base64url.decode(signature)
  return base64url.encode(bytes.map((byte, index) => (index === 10 ? byte ^ 1 : byte)))
}

/** The last character of 64 bytes holds four bits that decode to nothing. */
function respelt(signature: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return signature.slice(0, -1) + alphabet[alphabet.indexOf(signature.at(-1) ?? '') ^ 1]
}
