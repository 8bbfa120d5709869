/** RFC 8414 §2 and OpenID Connect Discovery §3: derived from what is registered in code, never written by hand. */

import { clientAuthMethods } from '../client-auth/index.ts'
import { grantTypes } from '../grant-types/index.ts'
import type { RequestContext } from '../http/context.ts'
import { offeredPrompts, responseModes } from '../interaction/request.ts'
import { standardClaimNames, standardScopeNames } from '../protocol/claims.ts'
import { signingAlgorithms } from '../protocol/client-metadata.ts'
import { acrValues } from '../protocol/credential.ts'
import { codeChallengeMethods } from '../protocol/pkce.ts'
import { responseTypes } from '../protocol/response-type.ts'
import { serverOf } from '../tokens/server.ts'

/** The endpoints this server has, by their metadata names. */
export const endpointPaths = {
  authorization_endpoint: '/oauth2/authorize',
  token_endpoint: '/oauth2/token',
  userinfo_endpoint: '/oauth2/userinfo',
  device_authorization_endpoint: '/oauth2/device_authorization',
  introspection_endpoint: '/oauth2/introspect',
  revocation_endpoint: '/oauth2/revoke',
  registration_endpoint: '/oauth2/register',
  end_session_endpoint: '/oauth2/end_session',
  check_session_iframe: '/oauth2/check_session',
  jwks_uri: '/oauth2/jwks',
} as const

export function metadata(c: RequestContext): Response {
  const { config, settings } = serverOf(c)
  const { issuer } = config
  const secretMethods = clientAuthMethods.map((method) => method.value).filter((value) => value !== 'none')
  const absent = settings.registration === 'off' ? ['registration_endpoint'] : []
  const endpoints = Object.entries(endpointPaths)
    .filter(([name]) => !absent.includes(name))
    .map(([name, path]) => [name, issuer + path])
  c.header('Cache-Control', 'public, max-age=300')
  return c.json({
    issuer,
    ...Object.fromEntries(endpoints),
    scopes_supported: standardScopeNames,
    response_types_supported: responseTypes,
    response_modes_supported: responseModes,
    grant_types_supported: [...grantTypes.map((grantType) => grantType.value), 'implicit'],
    token_endpoint_auth_methods_supported: clientAuthMethods.map((method) => method.value),
    introspection_endpoint_auth_methods_supported: secretMethods,
    introspection_signing_alg_values_supported: signingAlgorithms, // RFC 9701 §7
    revocation_endpoint_auth_methods_supported: clientAuthMethods.map((method) => method.value),
    code_challenge_methods_supported: codeChallengeMethods,
    authorization_response_iss_parameter_supported: true, // RFC 9207 §3
    subject_types_supported: ['public', 'pairwise'],
    id_token_signing_alg_values_supported: signingAlgorithms,
    claims_supported: [
      'sub',
      'iss',
      'aud',
      'exp',
      'iat',
      'auth_time',
      'nonce',
      'acr',
      'amr',
      'sid',
      ...standardClaimNames,
    ],
    claims_parameter_supported: true,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    client_id_metadata_document_supported: settings.client_id_metadata_documents,
    backchannel_logout_supported: true, // OIDC Back-Channel Logout §2.1
    backchannel_logout_session_supported: true,
    frontchannel_logout_supported: true, // OIDC Front-Channel Logout §3
    frontchannel_logout_session_supported: true,
    prompt_values_supported: offeredPrompts(serverOf(c)), // OpenID Connect Prompt Create §4.2
    ui_locales_supported: settings.languages, // OIDC Discovery §3
    acr_values_supported: acrValues,
    service_documentation: `${issuer}/`,
  })
}
