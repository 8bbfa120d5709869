/** The client of an id: registered here, or described by the document at the URL that is its id. */
import { FetchRefused } from '../outbound/fetch.ts'
import { clientUrlFault, isClientUrl } from '../protocol/client-document.ts'
import type { Client } from '../protocol/client-metadata.ts'
import { OAuthError } from '../protocol/errors.ts'
import { network } from '../protocol/network.ts'
import type { Limit } from '../stores/shards/replay-decisions.ts'
import type { Server } from './server.ts'

/** Documents that one address may have us fetch which nobody has come with lately. */
const fetches: Limit = { free: 30, longestWait: 60, forgetAfter: 600 }
/** Those that it had us fetch again in vain. */
const refetches: Limit = { free: 120, longestWait: 60, forgetAfter: 600 }

const longest = 200

const refuse = (why: string) =>
  new OAuthError('invalid_client', {
    description: `The metadata document that client_id names cannot be used: ${why}`,
  })

/**
 * Undefined where there is no such client.
 * @throws {OAuthError} invalid_client saying what is wrong with its document; too_many_requests
 */
export async function clientOf(server: Server, id: string, now: number): Promise<Client | undefined> {
  const { clients, clientDocuments } = server.stores
  if (id.length > longest) return undefined
  if (!isClientUrl(id) || !isHostAllowed(server, id)) return clients.get(id, now, () => reserveLookup(server))
  const remembered = clientDocuments.remembered(id, now)
  if (remembered) return remembered
  const registered = await clients.get(id, now, () => reserveLookup(server)) // an operator's word for it goes first
  if (registered) return registered
  const fault = clientUrlFault(id)
  if (fault !== undefined) throw refuse(`it ${fault}`)
  try {
    return await clientDocuments.get(id, now, (again) => reserveFetch(server, id, again))
  } catch (error) {
    if (error instanceof FetchRefused) throw refuse(`it ${error.message}`)
    throw error
  }
}

/** The same for what was issued to it already: a document that cannot be used any more is no client. */
export async function clientOfToken(server: Server, id: string, now: number): Promise<Client | undefined> {
  try {
    return await clientOf(server, id, now)
  } catch (error) {
    if (error instanceof OAuthError) return undefined
    throw error
  }
}

function isHostAllowed({ settings }: Server, url: string): boolean {
  if (!settings.client_id_metadata_documents) return false
  const host = URL.canParse(url) ? new URL(url).hostname : ''
  const below = (each: string) => host === each || host.endsWith(`.${each}`)
  const { client_id_metadata_hosts: allowed, client_id_metadata_refused_hosts: refused } = settings
  return (allowed.length === 0 || allowed.some(below)) && !refused.some(below)
}

async function reserveLookup({ stores, remoteAddress }: Server): Promise<void> {
  if (remoteAddress === undefined || (await stores.mayLookUp(network(remoteAddress)))) return
  throw new OAuthError('too_many_requests', {
    description: 'Too many unknown client ids from this address; wait a minute',
    retryAfter: 60,
  })
}

/**
 * Where nobody asks, as when a logout is to be told, it is held against the document's host.
 * @returns to be called where the fetch went well: one that had to be is not held against anybody
 */
async function reserveFetch(
  { sealer, stores, remoteAddress }: Server,
  url: string,
  again: boolean,
): Promise<() => Promise<void>> {
  const dutiful = again || remoteAddress === undefined
  const who = remoteAddress === undefined ? `host ${new URL(url).hostname}` : network(remoteAddress)
  const key = await sealer.pseudonym(`${dutiful ? 'document again' : 'document'}|${who}`)
  const reserved = await stores.attempts.reserve(key, dutiful ? refetches : fetches)
  if (reserved.kind === 'go') return async () => (dutiful ? stores.attempts.takeBack(key) : undefined)
  throw new OAuthError('too_many_requests', {
    description: `Too many new client metadata documents from ${remoteAddress === undefined ? 'that host' : 'this address'}; wait ${reserved.seconds} seconds`,
    retryAfter: reserved.seconds,
  })
}
