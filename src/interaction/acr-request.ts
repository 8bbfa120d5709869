/** How strongly a request wants the person to prove themself. */
import type { ClaimsRequest } from '../protocol/claims.ts'
import type { Client } from '../protocol/client-metadata.ts'
import type { Acr } from '../protocol/credential.ts'
import type { Wanted } from '../sign-in/level.ts'
import type { Asked } from '../tokens/target.ts'
import type { AuthorizationRequest } from './request.ts'

export interface AcrRequest {
  /** Any of these will do. */
  readonly values: readonly string[]
  /** Whether the request fails where none of them can be reached. */
  readonly necessary: boolean
}

/** @param level what they must reach for a reason of our own */
export const wantedBy = (
  { acr, forOperators, client }: Pick<AuthorizationRequest, 'acr' | 'forOperators' | 'client'>,
  level: Acr | undefined,
): Wanted => ({
  acrValues: level ? [level] : acr.values,
  forOperators,
  byStranger: client.self_registered && level === undefined,
})

export const noAcr: AcrRequest = { values: [], necessary: false }

/**
 * OIDC Core §5.5.1.1, §3.1.2.1. What is known here is reached in any case. Where none is, OIDC Core §15.1 has `acr_values`
 * be no error; RFC 9470 §5 has it be one for an access token, lest a client ask forever for one that its API refuses.
 */
export function acrRequest(
  { default_acr_values }: Pick<Client, 'default_acr_values'>,
  sent: string | undefined,
  claims: ClaimsRequest,
  { scope, audience }: Asked,
): AcrRequest {
  const claim = claims.id_token?.acr
  if (claim?.values) {
    const values = claim.values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
    return { values, necessary: claim.essential }
  }
  if (sent === undefined) return { values: default_acr_values, necessary: false }
  return {
    values: sent.split(' ').filter((value) => value !== ''),
    necessary: audience.length > 0 && !scope.includes('openid'),
  }
}
