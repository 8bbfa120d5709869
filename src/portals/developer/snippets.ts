/** The snippets of an application. */
import { isStandardScope } from '../../protocol/claims.ts'
import type { Client } from '../../protocol/client-metadata.ts'
import { isLoopback } from '../../protocol/redirect-uri.ts'
import { kindOf } from './kinds.ts'
import type { Snippet, SnippetFor } from './snippet.ts'
import { curl } from './snippet-curl.ts'
import { hono } from './snippet-hono.ts'
import { openidClient } from './snippet-openid-client.ts'
import { authorizeUrl } from './snippet-requests.ts'

/**
 * @param secret the one that was made just now
 * @param apiScope the scopes of one of its APIs: several might want different tokens
 */
export async function snippetsOf(
  issuer: string,
  client: Client,
  { secret, apiScope }: { secret: string | undefined; apiScope: readonly string[] },
): Promise<Snippet[]> {
  const kind = kindOf(client)
  const redirectUri = client.grant_types.includes('authorization_code')
    ? here(client.redirect_uris)
    : undefined
  const app: SnippetFor = {
    issuer,
    kind,
    clientId: client.client_id,
    secret:
      client.token_endpoint_auth_method === 'none'
        ? 'none'
        : secret === undefined
          ? 'unknown'
          : { value: secret },
    redirectUri,
    scope: [
      ...client.scope.filter((scope) => isStandardScope(scope) && scope !== 'offline_access'),
      ...apiScope.filter((scope) => client.scope.includes(scope)),
    ],
  }
  if (kind === 'machine' && !client.grant_types.includes('client_credentials')) return []
  if (kind !== 'machine' && kind !== 'device' && redirectUri === undefined) return []
  return [
    ...(redirectUri === undefined ? [] : [await authorizeUrl(app, redirectUri)]),
    curl(app),
    openidClient(app),
    ...[hono(app) ?? []].flat(),
  ]
}

/** The one that code on the developer's own machine can wait at, where there is one. */
const here = (uris: readonly string[]): string | undefined => uris.find(isLoopback) ?? uris[0]
