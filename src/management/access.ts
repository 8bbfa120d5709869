/** Who calls the management API: an access token of this server, for this API, of somebody who may (RFC 6750). */
import type { RequestContext } from '../http/context.ts'
import type { Actor } from '../protocol/audit.ts'
import { reaches } from '../protocol/credential.ts'
import { OAuthError } from '../protocol/errors.ts'
import {
  isManagementScope,
  type ManagementScope,
  managementAudience,
  operatorRole,
} from '../protocol/management.ts'
import { serverOf } from '../tokens/server.ts'
import { stateOf } from '../tokens/token-state.ts'
import { verifyAccessToken } from '../tokens/verify-access-token.ts'

export interface Caller {
  readonly actor: Actor
  /** Tells callers apart: the client, and the person where there is one. */
  readonly id: string
  /** What the token carries and its client still has. */
  readonly scope: readonly ManagementScope[]
}

/**
 * One hop for a person's token, none for a machine's own.
 * @throws {OAuthError} invalid_token, insufficient_scope, insufficient_user_authentication
 */
export async function authorize(c: RequestContext, needed: ManagementScope): Promise<Caller> {
  const server = serverOf(c)
  const now = c.get('now')
  const audience = managementAudience(server.config.issuer)
  const verified = await verifyAccessToken(server, bearerToken(c, needed), now)
  // Sole: another API that this token is good for could use it here.
  if (verified.audience.length !== 1 || verified.audience[0] !== audience)
    throw refused(`The access token is not for ${audience} alone; ask for one with resource=${audience}`)
  const state = await stateOf(server, verified, now)
  if (!state?.client.resources.includes(audience))
    throw refused('The token, its grant or its client was ended')
  const { client, behalf } = state
  c.get('log').client = client.client_name
  const scope = verified.scope.filter(isManagementScope).filter((each) => client.scope.includes(each))
  if (!scope.includes(needed))
    throw insufficient(`This needs the scope ${needed}, which the access token does not have`, [needed])
  if (!behalf) {
    const actor: Actor = { kind: 'client', id: client.client_id, name: client.client_name }
    return { actor, id: client.client_id, scope }
  }
  const { sub, user_id, roles } = behalf.subject
  if (!roles.includes(operatorRole))
    throw insufficient(`This is for people with the role ${operatorRole}`, [needed])
  // What somebody else says of a person makes nobody an operator here.
  const { acr } = behalf.grant.detail
  if (!reaches(acr, '1'))
    throw refused('The grant of the token began without a sign-in here, which an operator needs')
  if (!reaches(acr, '2')) {
    throw new OAuthError('insufficient_user_authentication', {
      description: 'An operator proves themself by a second factor; ask for the token with acr_values=2',
      acrValues: '2', // RFC 9470 §3
    })
  }
  return { actor: { kind: 'person', id: sub, name: user_id }, id: `${client.client_id} ${sub}`, scope }
}

/** RFC 6750 §3.1 */
export const insufficient = (description: string, scope: readonly string[]): OAuthError =>
  new OAuthError('insufficient_scope', { description, ...(scope.length > 0 && { scope: scope.join(' ') }) })

const refused = (description: string) => new OAuthError('invalid_token', { description })

/** Only the header: RFC 6750 §2.2 and §2.3 would put it where it is logged, or in the way of a JSON body. */
function bearerToken(c: RequestContext, needed: string): string {
  const authorization = c.req.header('authorization')
  const token = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
  if (token !== undefined) return token
  throw new OAuthError('invalid_token', {
    description: 'No access token: send Authorization: Bearer',
    unauthenticated: authorization === undefined,
    ...(authorization === undefined && { scope: needed }),
  })
}
