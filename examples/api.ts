import { type Context, Hono } from 'hono'
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose'

/**
 * An API that accepts access tokens. Everything it knows about the authorization server is its address; it keeps no
 * secret and asks nobody when a token arrives: signature, issuer, audience and expiry are checked right here.
 */
export type ApiOptions = {
  /** The authorization server, as the `iss` of its tokens spells it. */
  issuer: string
  /** What this API is called in the `aud` of tokens that are meant for it. */
  audience: string
}

export function customerApi({ issuer, audience }: ApiOptions): Hono {
  const verify = tokenVerifier({ issuer, audience })
  const api = new Hono()

  api.on(['GET', 'POST'], '/customer/:id', async (c) => {
    const token = bearerToken(c)
    if (!token) return challenge(c, 401, undefined, undefined, 'account.r')

    let claims: JWTPayload
    try {
      claims = await verify(token)
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) return unavailable(c, error)
      return challenge(c, 401, 'invalid_token', whatIsWrong(error))
    }
    if (!hasScope(claims, 'account.r')) {
      return challenge(c, 403, 'insufficient_scope', 'This needs the scope account.r', 'account.r')
    }

    const id = c.req.param('id')
    const { sub, client_id, user_id } = claims
    return c.json({ id, name: `Customer ${id}`, asked_by: { sub, client_id, user_id } })
  })

  return api
}

/** RFC 9068 §4: what must hold for a JWT to be an access token for this API, and not, say, an ID token. */
function tokenVerifier({ issuer, audience }: ApiOptions) {
  let keys: Promise<ReturnType<typeof createRemoteJWKSet>> | undefined

  return async (token: string): Promise<JWTPayload> => {
    keys ??= findKeys(issuer)
    keys.catch(() => {
      keys = undefined // ask again with the next request
    })
    const { payload } = await jwtVerify(token, await keys, {
      issuer,
      audience,
      typ: 'at+jwt',
      algorithms: ['ES256', 'RS256', 'PS256', 'EdDSA'],
      requiredClaims: ['exp', 'sub', 'client_id', 'iat', 'jti'],
    })
    return payload
  }
}

/** The server's metadata says where its public keys are; jose fetches them when needed and keeps them. */
async function findKeys(issuer: string) {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`)
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`)
  const metadata = (await response.json()) as { issuer: string; jwks_uri: string }
  if (metadata.issuer !== issuer)
    throw new Error(`${response.url} speaks for ${metadata.issuer}, not ${issuer}`)
  return createRemoteJWKSet(new URL(metadata.jwks_uri))
}

/** RFC 6750 §2.1. The scheme's name is not case-sensitive. */
function bearerToken(c: Context): string | undefined {
  return c.req.header('authorization')?.match(/^Bearer +(\S+)$/i)?.[1]
}

function hasScope({ scope }: JWTPayload, wanted: string): boolean {
  return typeof scope === 'string' && scope.split(' ').includes(wanted)
}

/** RFC 6750 §3: the header that tells a client what to do next. Without a token there is no error to name. */
function challenge(c: Context, status: 401 | 403, error?: string, description?: string, scope?: string) {
  const parameters = Object.entries({ realm: 'customers', error, error_description: description, scope })
  const stated = parameters.flatMap(([name, value]) => (value === undefined ? [] : [`${name}="${value}"`]))
  c.header('WWW-Authenticate', `Bearer ${stated.join(', ')}`)
  return c.json(
    { error: error ?? 'unauthorized', error_description: description ?? 'Send an access token' },
    status,
  )
}

function whatIsWrong(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'The access token has expired'
  if (error instanceof errors.JWTClaimValidationFailed) {
    return `The access token is not for this API: its ${error.claim} is not what it must be`
  }
  return 'This is not an access token of the authorization server'
}

/** The keys could not be fetched. That says nothing about the token, so it is no 401. */
function unavailable(c: Context, error: unknown) {
  console.error('Cannot check access tokens:', error)
  c.header('Retry-After', '5')
  return c.json({ error: 'temporarily_unavailable' }, 503)
}
