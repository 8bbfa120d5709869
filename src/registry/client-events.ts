/** What the audit trail is told of a change to a client: all that differs, or little where a stranger decides what it says. */
import { decodeJwt } from 'jose'
import { type AuditEvent, differences } from '../protocol/audit.ts'
import type { Client } from '../protocol/client-metadata.ts'
import { sha256 } from '../protocol/sha256.ts'
import { type Change, eventOf } from './change.ts'

export const about = <T extends AuditEvent['type']>(type: T, { client_id, client_name }: Client) => ({
  type,
  clientId: client_id,
  target: { kind: 'client', id: client_id, name: client_name } as const,
})

export async function createdEvent(
  change: Change,
  client: Client,
  more: Readonly<Record<string, unknown>>,
): Promise<AuditEvent> {
  const after = isByItself(change, client) ? brief(client) : await whole(client)
  return eventOf(change, { ...about('client.created', client), detail: { after, ...more } })
}

export async function updatedEvent(change: Change, before: Client, after: Client): Promise<AuditEvent> {
  const all = differences(await shown(before), await shown(after), ['secret_hashes'])
  const fields = [...new Set([...Object.keys(all.before), ...Object.keys(all.after)])]
  const detail = isByItself(change, after) ? { fields, after: brief(after) } : all
  return eventOf(change, { ...about('client.updated', after), detail })
}

export async function deletedEvent(change: Change, client: Client): Promise<AuditEvent> {
  const before = isByItself(change, client) ? brief(client) : await whole(client)
  return eventOf(change, { ...about('client.deleted', client), detail: { before } })
}

/** Whoever registers as they like could fill the trail. */
const isByItself = ({ actor }: Change, { client_id }: Client) =>
  actor.kind === 'stranger' || (actor.kind === 'client' && actor.id === client_id)

const mostUris = 5
const longestUri = 200

const brief = ({ client_name, redirect_uris }: Client) => ({
  client_name,
  redirect_uris: redirect_uris.slice(0, mostUris).map((uri) => uri.slice(0, longestUri)),
})

async function whole(client: Client) {
  const { secret_hashes: _, ...rest } = await shown(client)
  return rest
}

/** A statement could be shown again by whoever reads it here: only who signed it, and which it was. */
async function shown({ software_statement: statement, ...client }: Client) {
  if (statement === undefined) return client
  return { ...client, software_statement: { issuer: issuerOf(statement), sha256: await sha256(statement) } }
}

function issuerOf(statement: string): string | undefined {
  try {
    return decodeJwt(statement).iss
  } catch {
    return undefined // an operator may have written anything
  }
}
