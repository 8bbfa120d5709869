/** What a request needs: scopes (RFC 6750 §3.1), a sign-in that is strong and recent enough (RFC 9470 §3). */
import { reaches } from '../protocol/credential.ts'
import { OAuthError } from '../protocol/errors.ts'
import { scopesOf } from './claims.ts'
import { must, objectOf, scopeList } from './must.ts'
import type { Requirement } from './options.ts'

/**
 * What a call or a route was given, copied. A member that is there asks for something, so it may not be undefined.
 * @throws {TypeError} saying what is wrong with it: read otherwise, a slip would be a requirement of nothing
 */
export function requirementOf(input: unknown, ...more: readonly unknown[]): Requirement {
  const given = objectOf(input, ['scopes', 'anyOf', 'acrValues', 'maxAge'], 'a requirement')
  must(more.length === 0, 'give one requirement: { scopes: [...], anyOf: [...] }')
  const { maxAge, ...lists } = given
  const listed: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
    Object.entries(lists).map(([name, values]) => [name, scopeList(values, name)]),
  )
  must(listed.anyOf?.length !== 0, 'anyOf is empty, and none of no scopes will do')
  must(listed.acrValues?.length !== 0, 'acrValues is empty, and none of no levels will do')
  if (!('maxAge' in given)) return listed
  must(Number.isSafeInteger(maxAge) && Number(maxAge) >= 0, 'maxAge must be a whole number of seconds')
  return { ...listed, maxAge: Number(maxAge) }
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

/**
 * RFC 9470 §3.
 * @param now seconds since the epoch
 * @throws {OAuthError} insufficient_user_authentication saying what would do
 */
export function assertSignIn(
  { acr, auth_time: authTime }: { readonly acr?: unknown; readonly auth_time?: unknown },
  { acrValues, maxAge }: Requirement,
  now: number,
): void {
  const isStrong =
    acrValues?.some((wanted) => typeof acr === 'string' && (acr === wanted || reaches(acr, wanted))) ?? true
  const isRecent = maxAge === undefined || (typeof authTime === 'number' && now - authTime <= maxAge)
  if (isStrong && isRecent) return
  throw new OAuthError('insufficient_user_authentication', {
    description: isStrong
      ? 'This needs a more recent sign-in of the person'
      : 'This needs a stronger sign-in of the person',
    ...(acrValues && { acrValues: acrValues.join(' ') }),
    ...(maxAge !== undefined && { maxAge }),
  })
}

/** What to ask the authorization server for: all that is required, and the first of those that will do. May be empty. */
export function neededScope({ scopes = [], anyOf = [] }: Requirement): string {
  return [...new Set([...scopes, ...anyOf.slice(0, 1)])].join(' ')
}
