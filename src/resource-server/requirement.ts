/** RFC 6750 §3.1: which scopes a request needs. */
import { OAuthError } from '../protocol/errors.ts'
import { scopesOf } from './claims.ts'
import { must, objectOf, scopeList } from './must.ts'
import type { Requirement } from './options.ts'

/**
 * What a call or a route was given, copied. A member that is there asks for something, so it may not be undefined.
 * @throws {TypeError} saying what is wrong with it: read otherwise, a slip would be a requirement of nothing
 */
export function requirementOf(input: unknown, ...more: readonly unknown[]): Requirement {
  const given = objectOf(input, ['scopes', 'anyOf'], 'a requirement')
  must(more.length === 0, 'give one requirement: { scopes: [...], anyOf: [...] }')
  const requirement = Object.fromEntries(
    Object.entries(given).map(([name, scopes]) => [name, scopeList(scopes, name)]),
  )
  must(requirement.anyOf?.length !== 0, 'anyOf is empty, and none of no scopes will do')
  return requirement
}

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
