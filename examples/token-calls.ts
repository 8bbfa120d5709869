import { importJWK, type JWK, SignJWT } from 'jose'
import { type Call, recordingFetch } from './calls.ts'

/** The same few calls for every shape of application, without a library: what is in them is all there is to it. */

export type Credentials = { client_id: string; client_secret: string }

export const grants = {
  deviceCode: 'urn:ietf:params:oauth:grant-type:device_code',
  tokenExchange: 'urn:ietf:params:oauth:grant-type:token-exchange',
  jwtBearer: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
}
export const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'

/** What the token endpoint answers, RFC 6749 §5: either the first of these or the second. */
export type TokenAnswer = { access_token?: string; error?: string }

/** POST of a form by a client that has a secret (Basic) or has none (its id is in the form). */
export async function post<Answer>(
  calls: Call[],
  url: string,
  client: { client_id: string; client_secret?: string },
  form: Record<string, string>,
): Promise<Answer> {
  const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded' }
  const body = new URLSearchParams(form)
  if (client.client_secret === undefined) body.set('client_id', client.client_id)
  else headers.authorization = basic(client.client_id, client.client_secret)
  const response = await recordingFetch(calls)(url, { method: 'POST', headers, body })
  return (await response.json()) as Answer
}

export async function callApi(calls: Call[], url: string, token: string | undefined): Promise<void> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  await recordingFetch(calls)(url, { method: 'GET', headers })
}

/** RFC 6749 §2.3.1: both are form-encoded first. */
function basic(id: string, secret: string): string {
  return `Basic ${btoa(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`)}`
}

export type Assertion = { privateKey: JWK; issuer: string; subject: string; audience: string }

/** RFC 7523 §3: for ten minutes and once, whoever holds the key says for whom it asks. */
export async function signAssertion({ privateKey, issuer, subject, audience }: Assertion): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: privateKey.kid ?? '' })
    .setIssuer(issuer)
    .setSubject(subject)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('10 minutes')
    .setJti(crypto.randomUUID())
    .sign(await importJWK(privateKey, 'ES256'))
}
