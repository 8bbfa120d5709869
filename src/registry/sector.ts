/** OpenID Connect Core §8.1: whose sector a client says it is in must say so too. */
import { FetchRefused } from '../outbound/fetch.ts'
import { fetchSector } from '../outbound/sector-identifier.ts'
import type { Client } from '../protocol/client-metadata.ts'
import type { Server } from '../tokens/server.ts'
import { invalid } from './errors.ts'
import { equal } from './revise.ts'

const claimOf = ({ sector_identifier_uri, redirect_uris }: Client) => [sector_identifier_uri, redirect_uris]

/**
 * For one change, however often it is tried: fetches the file where what it must list has changed, and once.
 * @throws {RegistryError} invalid
 */
export function sectorCheck({ config }: Server): (client: Client, before?: Client) => Promise<void> {
  let checked: unknown
  return async (client, before) => {
    const { sector_identifier_uri: uri, redirect_uris: redirectUris } = client
    const claim = claimOf(client)
    if (uri === undefined || (before && equal(claim, claimOf(before))) || equal(claim, checked)) return
    try {
      await fetchSector(uri, redirectUris, new URL(config.issuer).hostname)
    } catch (error) {
      if (!(error instanceof FetchRefused)) throw error
      throw invalid({ path: 'sector_identifier_uri', message: error.message })
    }
    checked = claim
  }
}
