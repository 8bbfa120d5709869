/** OpenID Connect Core §8.1: whose sector a client says it is in must say so too. */
import { sectorFault } from '../outbound/sector-identifier.ts'
import type { Client } from '../protocol/client-metadata.ts'
import type { Server } from '../tokens/server.ts'
import { invalid } from './errors.ts'
import { equal } from './revise.ts'

const claimOf = ({ sector_identifier_uri, redirect_uris }: Client) => [sector_identifier_uri, redirect_uris]

/**
 * Fetches the file where what it must list has changed.
 * @throws {RegistryError} invalid
 */
export async function checkSector({ config }: Server, client: Client, before?: Client): Promise<void> {
  const { sector_identifier_uri: uri, redirect_uris: redirectUris } = client
  if (uri === undefined || (before && equal(claimOf(client), claimOf(before)))) return
  const fault = await sectorFault(uri, redirectUris, new URL(config.issuer).hostname)
  if (fault !== undefined) throw invalid({ path: 'sector_identifier_uri', message: fault })
}
