/** The userinfo endpoint: OpenID Connect Core §5.3. GET and POST, the token in the header or the form (RFC 6750 §2). */
import type { RequestContext } from '../http/context.ts'
import { readForm } from '../http/form.ts'
import { noStore } from '../http/headers.ts'
import { claimsOfScopes, releasedClaims } from '../protocol/claims.ts'
import { OAuthError } from '../protocol/errors.ts'
import type { GrantDetail } from '../stores/shards/subject-decisions.ts'
import { serverOf } from '../tokens/server.ts'
import { stateOf } from '../tokens/token-state.ts'
import { verifyAccessToken } from '../tokens/verify-access-token.ts'

export async function userinfo(c: RequestContext): Promise<Response> {
  const server = serverOf(c)
  c.get('log').what = 'userinfo'
  const verified = await verifyAccessToken(server, await presentedToken(c), c.get('now'))
  const state = await stateOf(server, verified, c.get('now'))
  if (!state)
    throw new OAuthError('invalid_token', { description: 'The token, its grant or its client was ended' })
  c.get('log').client = state.client.client_name
  if (!state.behalf || !verified.scope.includes('openid')) {
    throw new OAuthError('insufficient_scope', {
      description: 'userinfo needs a token of a person, with openid',
      scope: 'openid',
    })
  }
  const { grant, subject } = state.behalf
  // What was allowed by name was allowed to the grant's own client, not to one that has exchanged its token.
  const byName = grant.detail.clientId === verified.clientId ? namedClaims(grant.detail, verified.scope) : []
  const names = [...claimsOfScopes(verified.scope), ...byName]
  noStore(c)
  const sub = await server.pairwise.subject(state.client, subject.sub, c.get('now'))
  return c.json({ ...releasedClaims(subject, names), sub })
}

async function presentedToken(c: RequestContext): Promise<string> {
  const inForm =
    c.req.method === 'POST' &&
    /^application\/x-www-form-urlencoded\b/i.test(c.req.header('content-type') ?? '')
  const authorization = c.req.header('authorization')
  try {
    const posted = inForm ? (await readForm(c.req.raw)).assertSingle().get('access_token') : undefined
    // Repeated headers come joined by a comma, which no token has.
    if (/,\s*bearer\b/i.test(authorization ?? '') || (authorization !== undefined && posted !== undefined)) {
      throw new OAuthError('invalid_request', { description: 'Send one access token, and in one way' }) // RFC 6750 §2
    }
    const token = posted ?? /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
    if (token !== undefined) return token
  } catch (error) {
    if (error instanceof OAuthError) c.header('WWW-Authenticate', `Bearer error="${error.code}"`) // RFC 6750 §3
    throw error
  }
  throw new OAuthError('invalid_token', {
    description: 'No access token: send Authorization: Bearer',
    unauthenticated: authorization === undefined,
  })
}

/** The claims asked for by name, but for those that a scope covered which this token does not have. */
function namedClaims({ scope, userinfoClaims }: GrantDetail, tokenScope: readonly string[]): string[] {
  const gone = new Set<string>(claimsOfScopes(scope.filter((each) => !tokenScope.includes(each))))
  return userinfoClaims.filter((name) => !gone.has(name))
}
