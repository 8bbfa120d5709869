/** RFC 6749 §3.3: a scope is a list of space-delimited, case-sensitive strings. */
import { OAuthError } from './errors.ts'

const scopeToken = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/** @throws {OAuthError} invalid_scope */
export function parseScope(scope: string): string[] {
  const tokens = scope.split(' ').filter((token) => token !== '')
  if (scope.length > 4096 || tokens.length === 0 || !tokens.every((token) => scopeToken.test(token))) {
    throw new OAuthError('invalid_scope', {
      description: 'scope is empty, too long or has a character that a scope may not have',
    })
  }
  return [...new Set(tokens)]
}

export const formatScope = (scopes: readonly string[]): string => scopes.join(' ')

/**
 * What a request is about: what it asks for or, where it asks for nothing, the registered default.
 * @throws {OAuthError} invalid_scope naming what is not in the registration of the client
 */
export function grantableScope(
  client: { scope: readonly string[]; default_scope: readonly string[] },
  requested: string | undefined,
): string[] {
  if (requested === undefined) {
    // §3.3: a default, or a refusal; never silently nothing.
    if (client.default_scope.length === 0 && client.scope.length > 0) {
      const description = `Missing parameter: scope. This client has no default; it may ask for: ${client.scope.join(' ')}`
      throw new OAuthError('invalid_scope', { description })
    }
    return [...client.default_scope]
  }
  const scopes = parseScope(requested)
  const foreign = scopes.filter((scope) => !client.scope.includes(scope))
  if (foreign.length > 0) {
    throw new OAuthError('invalid_scope', {
      description: `Not in the registration of this client: ${foreign.join(' ')}. It may ask for: ${client.scope.join(' ')}`,
    })
  }
  return scopes
}
