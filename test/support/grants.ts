/** What the tests of the grants and tokens share: names, endpoints, and somebody who signs assertions. */
import { exportJWK, generateKeyPair, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose'
import { vi } from 'vitest'
import type { ClientInput } from '../../src/protocol/client-metadata.ts'
import { type Answer, alice, basic, issuer, postForm, read, register, secret } from './app.ts'

export const grantType = {
  device: 'urn:ietf:params:oauth:grant-type:device_code',
  exchange: 'urn:ietf:params:oauth:grant-type:token-exchange',
  bearer: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
}
export const tokenType = {
  accessToken: 'urn:ietf:params:oauth:token-type:access_token',
  refreshToken: 'urn:ietf:params:oauth:token-type:refresh_token',
  idToken: 'urn:ietf:params:oauth:token-type:id_token',
  jwt: 'urn:ietf:params:oauth:token-type:jwt',
}

export type Form = Record<string, string> | [name: string, value: string][]
export const as = (clientId: string) => ({ authorization: basic(clientId, secret) })

/** POST of a form to any endpoint; headers say as whom. */
export async function post(path: string, form: Form, headers: Record<string, string> = {}): Promise<Answer> {
  return read(await postForm(path, new URLSearchParams(form).toString(), headers))
}

/** POST to the token endpoint as a client with the usual secret. */
export const tokenAs = (clientId: string, form: Form) => post('/oauth2/token', form, as(clientId))

export const introspect = (token: string, clientId = 'api-server') =>
  post('/oauth2/introspect', { token }, as(clientId))

/** Tokens of alice for a first-party script; the shortest way to a person's grant. */
export async function registerScript(change: Partial<ClientInput> = {}): Promise<void> {
  await register({
    client_id: 'script',
    client_name: 'Script',
    first_party: true,
    grant_types: ['password', 'refresh_token'],
    ...change,
  })
}

export const byPassword = (more: Record<string, string> = {}, clientId = 'script') =>
  tokenAs(clientId, {
    grant_type: 'password',
    username: alice.login,
    password: alice.password,
    ...more,
  })

/** Somebody who signs assertions, and their public key as a registration holds it. */
export async function partner(name = 'https://partner.example.com', alg = 'ES256') {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  const key = { ...(await exportJWK(publicKey)), kid: 'k1', alg } as { kty: 'EC' }
  const now = () => Math.floor(Date.now() / 1000)
  return {
    privateKey,
    key,
    trusted: { issuer: name, jwks: { keys: [key] } },
    /** An assertion that is good, but for what is changed. A claim that is undefined is left out. */
    sign(claims: Record<string, unknown> = {}, header: Partial<JWTHeaderParameters> = {}): Promise<string> {
      const payload = {
        iss: name,
        sub: 'sub-of-alice',
        aud: issuer,
        iat: now(),
        exp: now() + 300,
        jti: crypto.randomUUID(),
        ...claims,
      } as JWTPayload
      return new SignJWT(payload).setProtectedHeader({ alg, kid: 'k1', ...header }).sign(privateKey)
    },
  }
}

let furthest = 0
/**
 * Moves a stopped clock an hour past the Worker's copies of clients and APIs. A test that begins at the real time again
 * goes further than those before it: what they read is remembered until then.
 */
export function untilCopiesEnd(): void {
  furthest = Math.max(furthest, Date.now()) + 3_600_000
  vi.setSystemTime(furthest)
}

/** The same with one character changed in the middle of one of its dot-separated parts. */
export function bend(compact: string, part: number): string {
  const parts = compact.split('.')
  const text = parts[part]!
  const middle = Math.floor(text.length / 2)
  parts[part] = text.slice(0, middle) + (text[middle] === 'A' ? 'B' : 'A') + text.slice(middle + 1)
  return parts.join('.')
}
