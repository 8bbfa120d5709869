/** What guards this server's own API: nobody registers it anew, and nobody gives away more of it than they have. */
import type { Client } from '../protocol/client-metadata.ts'
import {
  isManagementScope,
  isOwnIdentifier,
  managementAudience,
  managementScopeNames,
} from '../protocol/management.ts'
import type { ProtectedResource } from '../protocol/protected-resource.ts'
import type { Server } from '../tokens/server.ts'
import type { Change } from './change.ts'
import { conflict, forbidden, invalid } from './errors.ts'
import { equal } from './revise.ts'

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

/**
 * Whose deletion is theirs to ask for, its owner or the client itself, may ask for it; who manages others only as
 * `guardManagement` says.
 * @throws {RegistryError} forbidden
 */
export function guardRemoval(server: Pick<Server, 'config'>, change: Change, client: Client): void {
  if (change.manages?.length) guardManagement(server, change, client)
}

/**
 * What guards a client that is made or changed: as it was and as it would be. Who holds the key of an issuer that may
 * name operators could act as one.
 * @throws {RegistryError} forbidden
 */
export function guardClient(
  server: Pick<Server, 'config'>,
  change: Change,
  { before, after }: { readonly before?: Client | undefined; readonly after: Client },
): void {
  if (before) guardManagement(server, change, before)
  guardManagement(server, change, after)
  const namesOperators = after.trusted_issuers.filter(
    (each) =>
      each.user_types.includes('admin') && !before?.trusted_issuers.some((known) => equal(known, each)),
  )
  const missing = managementScopeNames.filter((scope) => !change.manages?.includes(scope))
  if (namesOperators.length > 0 && missing.length > 0)
    throw forbidden('Only an operator trusts an issuer to name operators (user_types)', missing)
}

type Scopes = ProtectedResource['scopes']

/**
 * A client has one list of scopes for all its APIs: a scope of another API with a name of ours would open ours.
 * @param before those that the API has already, from before this was refused
 * @throws {RegistryError} invalid
 */
export function refuseOwnScopes(scopes: Scopes, before: Scopes = {}): void {
  const ours = Object.keys(scopes).filter((each) => isManagementScope(each) && !Object.hasOwn(before, each))
  if (ours.length === 0) return
  const message = 'is a scope of the management API of this server; choose another name'
  throw invalid(...ours.map((each) => ({ path: `scopes.${each}`, message })))
}

/**
 * Linking opens of our API only what is asked for there, not what a scope of the same name is at another.
 * @throws {RegistryError} conflict
 */
export function refuseUnasked(
  { config }: Pick<Server, 'config'>,
  { before, after }: { readonly before: Client; readonly after: Client },
  asked: { readonly api: string; readonly scope: readonly string[] },
): void {
  const audience = managementAudience(config.issuer)
  const opened = (client: Client) =>
    client.resources.includes(audience) ? client.scope.filter(isManagementScope) : []
  const known = [...opened(before), ...(asked.api === audience ? asked.scope : [])]
  const unasked = opened(after).filter((each) => !known.includes(each))
  if (unasked.length > 0)
    throw conflict(`This would also open the management API for ${unasked.join(' ')}, by its other API`)
}
