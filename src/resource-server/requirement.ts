/** RFC 6750 §3.1: which scopes a request needs. */
import { OAuthError } from '../protocol/errors.ts'
import { scopesOf } from './claims.ts'
import type { Requirement } from './options.ts'

/** @throws {OAuthError} insufficient_scope naming what is missing */
export function assertScopes(
  claims: { readonly scope?: unknown },
  { scopes = [], anyOf = [] }: Requirement,
): void {
  const held = scopesOf(claims)
  const missing = scopes.filter((scope) => !held.includes(scope))
  const lacksAny = anyOf.length > 0 && !anyOf.some((scope) => held.includes(scope))
  if (missing.length === 0 && !lacksAny) return
  const needs = [
    ...(missing.length > 0 ? [`the scope ${missing.join(' ')}`] : []),
    ...(lacksAny ? [`one of the scopes ${anyOf.join(' ')}`] : []),
  ]
  throw new OAuthError('insufficient_scope', {
    description: `This needs ${needs.join(' and ')}, which the access token does not have`,
    scope: neededScope({ scopes, anyOf }),
  })
}

/** What to ask the authorization server for: all that is required, and the first of those that will do. May be empty. */
export function neededScope({ scopes = [], anyOf = [] }: Requirement): string {
  return [...new Set([...scopes, ...anyOf.slice(0, 1)])].join(' ')
}
