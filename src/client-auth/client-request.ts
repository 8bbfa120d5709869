/** How a request of a client begins, at every endpoint that asks who it is: a form, and the client that sent it. */
import type { RequestContext } from '../http/context.ts'
import { readForm, sent } from '../http/form.ts'
import type { Client } from '../protocol/client-metadata.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { type Server, serverOf } from '../tokens/server.ts'
import { authenticateClient } from './authenticate.ts'

export interface AuthenticatedRequest {
  readonly server: Server
  readonly parameters: Parameters
  readonly client: Client
  /** Milliseconds. */
  readonly now: number
}

/** @throws {OAuthError} invalid_request, invalid_client */
export async function readClientRequest(c: RequestContext): Promise<AuthenticatedRequest> {
  const server = serverOf(c)
  const now = c.get('now')
  const parameters = sent(c, await readForm(c.req.raw)).assertSingle() // RFC 6749 §3.2
  const authorization = c.req.header('authorization')
  const client = await authenticateClient(server, { authorization, parameters }, now)
  c.get('log').client = client.client_name
  return { server, parameters, client, now }
}
