/** RFC 6749 §2.3: who the client is. At most one method a request. */
import type { Client } from '../protocol/client-metadata.ts'
import { OAuthError } from '../protocol/errors.ts'
import { clientOf } from '../tokens/clients.ts'
import type { Server } from '../tokens/server.ts'
import type { ClientRequest } from './client-auth-method.ts'
import { clientAuthMethods } from './index.ts'

const refused = (description: string) => new OAuthError('invalid_client', { description })

/** @throws {OAuthError} invalid_client, or invalid_request where a request authenticates in two ways */
export async function authenticateClient(
  server: Server,
  request: ClientRequest,
  now: number,
): Promise<Client> {
  const found = clientAuthMethods.flatMap((method) => {
    const credentials = method.find(request)
    return credentials ? [{ method, credentials }] : []
  })
  const [first, second] = found
  if (second) {
    throw new OAuthError('invalid_request', {
      description: 'Authenticate in one way: either by Basic or in the body',
    }) // §2.3
  }
  if (!first)
    throw refused(
      'No client authentication: send Basic credentials, or client_id (and client_secret) in the body',
    )
  const { method, credentials } = first
  const named = request.parameters.get('client_id')
  if (named !== undefined && named !== credentials.clientId) {
    throw new OAuthError('invalid_request', { description: 'client_id is not the client that authenticated' })
  }

  const client = await clientOf(server, credentials.clientId, now)
  const unknown = 'Unknown client, or wrong secret'
  if (client?.status !== 'active') throw refused(unknown)
  if (!method.accepts(client.token_endpoint_auth_method)) {
    throw refused(
      `This client is registered for ${client.token_endpoint_auth_method}, not for ${method.value}`,
    )
  }
  const proof = await method.verify(client, credentials)
  if (!proof) throw refused(unknown)
  if (proof.secretHash !== undefined)
    server.stores.clients.secretUsed(client.client_id, proof.secretHash, now)
  return client
}
