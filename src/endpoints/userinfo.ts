/** The userinfo endpoint: OpenID Connect Core §5.3. GET and POST, the token in the header or the form (RFC 6750 §2). */
import type { RequestContext } from '../http/context.ts'
import { readForm } from '../http/form.ts'
import { noStore } from '../http/headers.ts'
import { claimsOfScopes, releasedClaims } from '../protocol/claims.ts'
import { OAuthError } from '../protocol/errors.ts'
import type { GrantDetail } from '../stores/shards/subject-decisions.ts'
import { verifyAccessToken } from '../tokens/access-token.ts'
import { serverOf } from '../tokens/server.ts'

export async function userinfo(c: RequestContext): Promise<Response> {
  const server = serverOf(c)
  c.get('log').what = 'userinfo'
  const verified = await verifyAccessToken(server, await bearerToken(c), c.get('now'))
  const outcome =
    verified.grant && (await server.stores.subjects.grant(verified.grant.home, verified.grant.id))
  if (outcome?.kind === 'ended')
    throw new OAuthError('invalid_token', { description: 'The grant was revoked or has ended' })
  if (!outcome || !verified.scope.includes('openid')) {
    throw new OAuthError('insufficient_scope', {
      description: 'userinfo needs a token of a person, with openid',
      scope: 'openid',
    })
  }
  const { grant, subject } = outcome
  const client = await server.stores.clients.get(grant.detail.clientId, c.get('now'))
  if (client?.status !== 'active' || grant.createdAt < client.not_before) {
    throw new OAuthError('invalid_token', { description: 'The client is disabled, or its grants were ended' })
  }
  c.get('log').client = client.client_name
  const names = [...claimsOfScopes(verified.scope), ...namedClaims(grant.detail, verified.scope)]
  noStore(c)
  return c.json({ ...releasedClaims(subject, names), sub: subject.sub })
}

async function bearerToken(c: RequestContext): Promise<string> {
  const authorization = c.req.header('authorization')
  const inForm =
    c.req.method === 'POST' &&
    /^application\/x-www-form-urlencoded\b/i.test(c.req.header('content-type') ?? '')
  const posted = inForm ? (await readForm(c.req.raw)).assertSingle().get('access_token') : undefined
  if (authorization !== undefined && posted !== undefined) {
    c.header('WWW-Authenticate', 'Bearer error="invalid_request"') // RFC 6750 §3
    throw new OAuthError('invalid_request', { description: 'Send the access token in one way only' }) // RFC 6750 §2
  }
  const token = posted ?? /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) {
    throw new OAuthError('invalid_token', {
      description: 'No access token: send Authorization: Bearer',
      unauthenticated: authorization === undefined,
    })
  }
  return token
}

/** The claims asked for by name, but for those that a scope covered which this token does not have. */
function namedClaims({ scope, userinfoClaims }: GrantDetail, tokenScope: readonly string[]): string[] {
  const gone = new Set<string>(claimsOfScopes(scope.filter((each) => !tokenScope.includes(each))))
  return userinfoClaims.filter((name) => !gone.has(name))
}
