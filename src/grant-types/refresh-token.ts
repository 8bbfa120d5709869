/** RFC 6749 §6: a refresh token for a new access token. Rotation is idempotent within its window. */
import { isPublicClient } from '../protocol/client-metadata.ts'
import { OAuthError } from '../protocol/errors.ts'
import { parseScope } from '../protocol/scope.ts'
import type { Subject } from '../protocol/subject.ts'
import { randomToken } from '../runtime.ts'
import { readRefreshToken } from '../tokens/refresh-token.ts'
import type { Server } from '../tokens/server.ts'
import { standingOf } from '../tokens/standing.ts'
import { narrow, targetOf } from '../tokens/target.ts'
import { grantTokenResponse } from '../tokens/token-response.ts'
import type { GrantRequest, GrantType } from './grant-type.ts'

const invalidGrant = (description: string) => new OAuthError('invalid_grant', { description })

export const refreshToken: GrantType = {
  value: 'refresh_token',

  async exchange(request, server) {
    const { client, parameters, cause, now } = request
    const { lifetimes } = server.settings
    const token = await readRefreshToken(server, parameters.require('refresh_token'), now)
    if (token.clientId !== client.client_id)
      throw invalidGrant('The refresh token was issued to another client')
    const requested = parameters.get('scope')
    const scope = requested === undefined ? undefined : parseScope(requested)

    // All that can be refused without the grant is refused before it rotates.
    const resource = parameters.all('resource')
    const part = await narrow(server, client, { scope: scope ?? [], audience: token.audience }, resource, now)
    if (scope && part.scope.length < scope.length) {
      throw new OAuthError('invalid_scope', {
        description: 'scope asks for what was not granted, or for what no API that is meant here has',
      })
    }
    const target = await targetOf(server, client, part.audience, now)
    if (token.person !== undefined) await mayGoOn(server, { sub: token.person, directory: true }, request)

    const outcome = await server.stores.subjects.refresh(token.home, {
      attempt: randomToken(16),
      grantId: token.grant,
      clientId: client.client_id,
      generation: token.generation,
      scope,
      audience: resource,
      notBefore: client.not_before,
      rotate: isPublicClient(client) || client.rotate_refresh_tokens, // RFC 9700 §2.2.2
      overlap: client.refresh_token_overlap ?? lifetimes.refresh_overlap,
      idleLifetime: client.refresh_token_idle_lifetime ?? lifetimes.refresh_token_idle,
      cause,
    })
    switch (outcome.kind) {
      case 'refreshed':
        // Since this token was issued they have come from a directory.
        if (token.person === undefined) await mayGoOn(server, outcome.subject, request)
        return grantTokenResponse(server, {
          ...outcome,
          client,
          home: token.home,
          asked: scope ? part : await narrow(server, client, outcome.grant.detail, resource, now),
          target,
          now,
        })
      case 'reused':
        throw invalidGrant(
          'The refresh token was already rotated. Its grant is revoked; the person must sign in again',
        )
      case 'ended':
        throw invalidGrant('The refresh token is expired or revoked')
      case 'audience_exceeded': // RFC 8707 §2.2
        throw new OAuthError('invalid_target', { description: 'resource asks for more than was granted' })
      case 'scope_exceeded': // §6: nothing that was not granted
        throw new OAuthError('invalid_scope', { description: 'scope asks for more than was granted' })
      case 'disabled':
        throw invalidGrant('The account is disabled')
    }
  },
}

/** @throws {OAuthError} invalid_grant; directory_unreachable, and then nothing has happened to the grant */
async function mayGoOn(
  server: Server,
  subject: Pick<Subject, 'sub' | 'directory'>,
  { cause: { origin }, background, now }: GrantRequest,
): Promise<void> {
  switch (await standingOf(server, subject, { origin, background, now })) {
    case 'good':
      return
    case 'stopped':
      throw invalidGrant('The account is disabled')
    case 'unasked':
      throw invalidGrant('The directory of this person cannot be asked about them; they must sign in again')
    case 'unreachable':
      throw new OAuthError('directory_unreachable', {
        description: 'The directory of this person does not answer. Try again with the same refresh token',
        retryAfter: 60,
      })
  }
}
