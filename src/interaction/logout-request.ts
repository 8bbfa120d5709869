/** A request to sign out: OpenID Connect RP-Initiated Logout §2. Nothing here redirects; what is wrong is thrown, for a page. */
import type { Client } from '../protocol/client-metadata.ts'
import { OAuthError } from '../protocol/errors.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { clientOf } from '../tokens/clients.ts'
import { readIdTokenHint } from '../tokens/id-token.ts'
import type { Server } from '../tokens/server.ts'

export interface LogoutRequest {
  /** Who asks, where that is known: by the hint, or by its own word. */
  readonly client: Client | undefined
  /** Whom the client means, in its own names for person and session: proven by an ID token of ours. */
  readonly hint: { readonly sub: string; readonly sid: string | undefined } | undefined
  readonly loginHint: string | undefined
  /** Where the browser goes then: registered, and complete with `state`. */
  readonly target: string | undefined
}

const refuse = (description: string) => new OAuthError('invalid_request', { description })

/** @throws {OAuthError} invalid_request, invalid_client */
export async function readLogoutRequest(
  server: Server,
  parameters: Parameters,
  now: number,
): Promise<LogoutRequest> {
  parameters.assertSingle()
  const sent = parameters.get('id_token_hint')
  // An ID token that has expired is still proof of who was signed in where.
  const hint = sent === undefined ? undefined : await readIdTokenHint(server, sent, undefined, now)
  const audience = hint && audienceOf(hint.aud)
  const said = parameters.get('client_id')
  if (said !== undefined && audience !== undefined && said !== audience)
    throw refuse('client_id is not the client that id_token_hint was issued to')
  const client = await activeClient(server, said ?? audience, now)
  return {
    client,
    hint: hint && {
      sub: String(hint.sub),
      sid: typeof hint.sid === 'string' ? hint.sid : undefined,
    },
    loginHint: parameters.get('logout_hint'),
    target: targetOf(client, parameters),
  }
}

const audienceOf = (aud: string | readonly string[] | undefined): string | undefined =>
  typeof aud === 'string' ? aud : aud?.[0]

async function activeClient(
  server: Server,
  id: string | undefined,
  now: number,
): Promise<Client | undefined> {
  if (id === undefined) return undefined
  const client = await clientOf(server, id, now)
  if (client?.status === 'active') return client
  throw new OAuthError('invalid_client', {
    description: 'client_id is not the id of a client that is registered here',
  })
}

/** §3: only to a URI that was registered for this, character by character; `state` goes with it. */
function targetOf(client: Client | undefined, parameters: Parameters): string | undefined {
  const uri = parameters.get('post_logout_redirect_uri')
  if (uri === undefined) return undefined
  if (client === undefined)
    throw refuse('post_logout_redirect_uri needs id_token_hint, or client_id, to tell whose it is')
  if (!client.post_logout_redirect_uris.includes(uri)) {
    throw refuse(
      'post_logout_redirect_uri is not registered for this client in post_logout_redirect_uris, character by character',
    )
  }
  const state = parameters.get('state')
  if (state === undefined) return uri
  return `${uri}${uri.includes('?') ? '&' : '?'}${new URLSearchParams({ state })}`
}
