/**
 * A client that nobody here knows: what it may be, and what stands in for what it left out. It acts for people who allow
 * it, never for itself or by their passwords, unless an operator has let it in.
 */
import { standardScopeNames } from './claims.ts'
import { type Client, idleGrants } from './client-metadata.ts'
import { OAuthError } from './errors.ts'
import { isLoopback } from './redirect-uri.ts'
import { faulty } from './registration.ts'
import { includes, isFrontChannel, parseResponseType } from './response-type.ts'
import { redirectHosts } from './sector.ts'

/** A person sees who asks, and agrees. */
const forEverybody = ['authorization_code', 'refresh_token', 'implicit']
/** RFC 8628 §5.4: who sends somebody a code to type must be no stranger to the operator; nor who asks for itself. */
const forInvited = ['urn:ietf:params:oauth:grant-type:device_code', 'client_credentials']

export interface Standing {
  /** An operator gave it an initial access token. */
  readonly invited: boolean
  /** Scopes that it may be registered for. */
  readonly offered: ReadonlySet<string>
  /** Grants that it has already, and may keep. */
  readonly granted?: readonly string[]
}

/**
 * The fields of its registration, with safe values for what was not said.
 * @throws {OAuthError} invalid_client_metadata, invalid_redirect_uri
 */
export function selfRegistered(
  fields: Readonly<Record<string, unknown>>,
  { invited, offered, granted = [] }: Standing,
): Record<string, unknown> {
  const redirectUris = strings(fields.redirect_uris)
  const { grantTypes, responseTypes } = withoutFrontChannelTokens(
    fields.grant_types === undefined ? ['authorization_code'] : strings(fields.grant_types),
    fields.response_types === undefined ? undefined : strings(fields.response_types),
  )
  const allowed = [...forEverybody, ...(invited ? forInvited : []), ...granted]
  const refused = grantTypes.filter((grant) => !allowed.includes(grant))
  if (refused.length > 0) {
    throw faulty(
      `grant_types: ${refused.join(', ')} cannot be registered here; these can: ${allowed.join(', ')}`,
    )
  }
  const idle = idleGrants({ grant_types: grantTypes, response_types: responseTypes })
  if (idle.length > 0) throw faulty(`response_types: none of them leads to the grant ${idle.join(' and ')}`)
  const scope = fields.scope === undefined ? undefined : strings(fields.scope)
  const foreign = scope?.filter((each) => !offered.has(each)) ?? []
  if (foreign.length > 0)
    throw faulty(`scope: not for clients that register themselves: ${foreign.join(' ')}`)
  const isPublic = fields.token_endpoint_auth_method === 'none'
  const type = fields.application_type ?? (redirectUris.some(isNative) ? 'native' : 'web')
  // OIDC Registration §2
  if (type === 'web' && grantTypes.includes('implicit') && redirectUris.some(isLoopback)) {
    throw new OAuthError('invalid_redirect_uri', {
      description: 'redirect_uris: a web application that uses implicit needs https',
    })
  }
  return {
    ...fields,
    client_name: fields.client_name ?? redirectHosts(redirectUris)[0] ?? 'Unnamed application',
    application_type: type,
    grant_types: grantTypes,
    response_types: responseTypes,
    scope: scope ?? standardScopeNames,
    default_scope: scope ?? [],
    self_registered: true,
    // RFC 9700 §2.1.1: a must for public clients. Many libraries of confidential ones have no PKCE, but a nonce.
    require_pkce: isPublic,
  }
}

/**
 * RFC 9700 §2.1.2: an access token in an address ends up where nobody meant it to. Some register every response type there
 * is, and take what they get (RFC 7591 §2: a server may replace what was asked for).
 */
function withoutFrontChannelTokens(grantTypes: string[], asked: string[] | undefined) {
  const fallback = grantTypes.includes('authorization_code') ? ['code'] : []
  const types = (asked ?? fallback).map((sent) => ({ sent, type: parseResponseType(sent) }))
  const kept = types.filter(({ type }) => type === undefined || !includes(type, 'token'))
  if (types.length > 0 && kept.length === 0) {
    const sent = types.map((each) => each.sent).join(', ')
    throw faulty(`response_types: ${sent} would put access tokens into addresses; use code`)
  }
  const idle = kept.length < types.length && !kept.some(({ type }) => type && isFrontChannel(type))
  return {
    grantTypes: idle ? grantTypes.filter((grant) => grant !== 'implicit') : grantTypes,
    responseTypes: kept.map(({ sent }) => sent),
  }
}

/** RFC 8252: a loopback address or a scheme of its own. */
const isNative = (uri: string) => !/^https:/i.test(uri) && (isLoopback(uri) || !/^http:/i.test(uri))

/** What is no list of strings is found by whoever parses the fields. */
const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []

/** An operator has vouched for it, or trusts it with more than itself: it is no longer its own to change (RFC 7592). */
export const isPromoted = (
  client: Pick<Client, 'self_registered' | 'first_party' | 'introspect_all' | 'trusted_issuers'>,
): boolean =>
  !client.self_registered || client.first_party || client.introspect_all || client.trusted_issuers.length > 0
