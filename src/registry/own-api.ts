/** What guards this server's own API: nobody registers it anew, and nobody gives away more of it than they have. */
import type { Client } from '../protocol/client-metadata.ts'
import { isManagementScope, isOwnIdentifier, managementAudience } from '../protocol/management.ts'
import type { Server } from '../tokens/server.ts'
import type { Change } from './change.ts'
import { conflict, forbidden } from './errors.ts'

/** @throws {RegistryError} conflict: its records are in the code */
export function refuseOwnApi({ config }: Pick<Server, 'config'>, identifier: string): void {
  if (isOwnIdentifier(config.issuer, identifier))
    throw conflict('This identifier belongs to the server itself', 'identifier')
}

/**
 * Whoever changes a client of the management API could make it act for them: with a secret, a redirect URI, a key. So
 * only who may use each of its scopes there themself may change it, or make a client one. Others, such as its owners or
 * the client by RFC 7592, may not at all.
 * @param client as it was, or as it would be
 * @throws {RegistryError} forbidden
 */
export function guardManagement(
  { config }: Pick<Server, 'config'>,
  { manages = [] }: Change,
  client: Pick<Client, 'resources' | 'scope'>,
): void {
  if (!client.resources.includes(managementAudience(config.issuer))) return
  if (manages.length === 0)
    throw forbidden('Only an operator opens the management API to a client, or changes a client of it', [])
  const missing = client.scope.filter((scope) => isManagementScope(scope) && !manages.includes(scope))
  if (missing.length > 0)
    throw forbidden(`Who changes this client must themself have the scope ${missing.join(' ')}`, missing)
}
