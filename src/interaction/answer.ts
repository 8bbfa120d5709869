/** What a finished request yields at the authorization endpoint: a code, tokens, or both (OpenID Connect Core §3). */
import type { RequestContext } from '../http/context.ts'
import { causeOf } from '../http/origin.ts'
import { claimsOfScopes } from '../protocol/claims.ts'
import type { Client } from '../protocol/client-metadata.ts'
import { OAuthError } from '../protocol/errors.ts'
import { includes } from '../protocol/response-type.ts'
import { formatScope } from '../protocol/scope.ts'
import { randomToken } from '../runtime.ts'
import { type Account, keptAccounts } from '../sign-in/accounts.ts'
import { sessionState, showBrowserState } from '../sign-in/browser-state.ts'
import type { GrantDetail } from '../stores/shards/subject-decisions.ts'
import type { SessionOutcome } from '../stores/shards/subject-outcomes.ts'
import { accessToken } from '../tokens/access-token.ts'
import { issueCode } from '../tokens/code.ts'
import { idToken } from '../tokens/id-token.ts'
import { noteToken } from '../tokens/note.ts'
import { serverOf } from '../tokens/server.ts'
import { type Asked, targetOf } from '../tokens/target.ts'
import type { AuthorizationRequest } from './request.ts'

/** A request that was decided, and the person it was decided for. */
interface Finished {
  readonly request: AuthorizationRequest
  readonly account: Account | undefined
  readonly accounts: readonly Account[]
  readonly live: Extract<SessionOutcome, { kind: 'live' }> | undefined
}

export async function answerFor(
  c: RequestContext,
  { request, account, accounts, live }: Finished,
): Promise<Record<string, string>> {
  const server = serverOf(c)
  const now = c.get('now')
  const { client, responseType, nonce, redirectUri } = request
  if (!account || !live || redirectUri === undefined) throw new Error('decided done without a session')
  const { session, subject } = live
  const detail = detailOf(request, session)

  const code = includes(responseType, 'code')
    ? await issueCode(
        server,
        {
          home: account.home,
          session: session.id,
          sub: session.sub,
          redirectUri,
          ...(request.codeChallenge !== undefined && { codeChallenge: request.codeChallenge }),
          ...(nonce !== undefined && { nonce }),
          detail,
        },
        now,
      )
    : undefined
  const withToken = includes(responseType, 'token')
  const token = withToken ? await frontChannelToken(c, request, account.home, session, detail) : undefined
  const identity = includes(responseType, 'id_token')
    ? await idToken(server, {
        client,
        subject,
        detail,
        nonce,
        accessToken: token?.access_token,
        code,
        allClaims: responseType === 'id_token',
        now,
      })
    : undefined
  if (identity !== undefined && hearsOfLogout(client))
    await server.stores.subjects.join(account.home, session.id, client.client_id)
  const state = request.scope.includes('openid') ? await stateHere(c, request, accounts) : undefined
  return {
    ...(code !== undefined && { code }),
    ...token,
    ...(identity !== undefined && { id_token: identity }),
    ...(state !== undefined && { session_state: state }),
  }
}

/** Who redeems a code takes part in the session by that; who got an ID token alone must be remembered too. */
const hearsOfLogout = (client: Client): boolean =>
  client.backchannel_logout_uri !== undefined || client.frontchannel_logout_uri !== undefined

/** Session Management §2. A browser that was signed in before there was one gets its cookie now. */
async function stateHere(
  c: RequestContext,
  { client, redirectUri = '' }: AuthorizationRequest,
  accounts: readonly Account[],
): Promise<string | undefined> {
  const kept = accounts.slice(0, keptAccounts)
  await showBrowserState(c, kept)
  return sessionState(client.client_id, redirectUri, kept)
}

/** RFC 6749 §4.2.2: a token under a grant of its own, never with a refresh token. */
async function frontChannelToken(
  c: RequestContext,
  { client, scope, audience }: AuthorizationRequest,
  home: string,
  session: { id: string; sub: string },
  detail: GrantDetail,
): Promise<Record<string, string>> {
  const server = serverOf(c)
  const now = c.get('now')
  const asked: Asked = { scope: scope.filter((each) => each !== 'offline_access'), audience }
  const target = await targetOf(server, client, asked.audience, now)
  const outcome = await server.stores.subjects.redeem(home, {
    attempt: randomToken(16),
    codeId: randomToken(16),
    expired: false,
    sessionId: session.id,
    sub: session.sub,
    detail: { ...detail, ...asked },
    lifetime: target.lifetime,
    idleLifetime: target.lifetime,
    cause: causeOf(c, { clientName: client.client_name, grantType: 'implicit' }),
  })
  if (outcome.kind !== 'granted') {
    throw new OAuthError('access_denied', { description: 'The session ended meanwhile' })
  }
  noteToken(c, client, 'implicit', true)
  const behalf = { ...outcome, home }
  const token = await accessToken(server, { client, target, scope: asked.scope, behalf, now })
  return {
    access_token: token.value,
    token_type: 'Bearer',
    expires_in: String(token.expiresIn),
    ...(asked.scope.length > 0 && { scope: formatScope(asked.scope) }),
  }
}

/** What the grant will allow, from the request and the session it was decided under. */
export function detailOf(
  request: Pick<AuthorizationRequest, 'client' | 'scope' | 'audience' | 'extraClaims' | 'claims'>,
  session: { sid: string; authTime: number; acr: string; amr: readonly string[] },
): GrantDetail {
  const { client, scope, audience } = request
  const { sid, authTime, acr, amr } = session
  const personal = scope.includes('openid')
  return {
    clientId: client.client_id,
    scope,
    audience,
    sid,
    authTime,
    acr,
    amr,
    userinfoClaims: personal ? allowedClaims(request, 'userinfo') : [],
    idTokenClaims: personal ? allowedClaims(request, 'id_token') : [],
  }
}

/** OIDC Core §5.5: of the claims asked for by name, those that a scope covers or that the person allowed by name. */
function allowedClaims(
  { scope, extraClaims, claims }: Pick<AuthorizationRequest, 'scope' | 'extraClaims' | 'claims'>,
  target: 'userinfo' | 'id_token',
): string[] {
  const allowed: ReadonlySet<string> = new Set([...claimsOfScopes(scope), ...extraClaims])
  return Object.keys(claims[target] ?? {}).filter((name) => allowed.has(name))
}
