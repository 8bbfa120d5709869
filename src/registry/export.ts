/** Every person, API and client as JSON lines, with the hashes that a restored server needs. */
import type { Server } from '../tokens/server.ts'
import { type Change, eventOf } from './change.ts'
import { invalid } from './errors.ts'
import { type TransferKind, transferKinds } from './transfer-line.ts'

export interface ExportOptions {
  /** `<kind>:<id>` of the last line that arrived: goes on after it. */
  readonly after?: string | undefined
  readonly kinds?: readonly TransferKind[] | undefined
}

const pageSize = 500

/**
 * Line by line, the last one `{"kind":"end"}` with how many there were.
 * @throws {RegistryError} invalid, before the first line
 */
export async function* exportRecords(
  server: Server,
  change: Change,
  { after, kinds = transferKinds }: ExportOptions = {},
): AsyncGenerator<string> {
  const start = after === undefined ? undefined : positionOf(after)
  await server.stores.audit.record([
    eventOf(change, { type: 'export', detail: { kinds, ...(after !== undefined && { after }) } }),
  ])
  let lines = 0
  const wanted = transferKinds.filter((kind) => kinds.includes(kind))
  const left = start
    ? wanted.filter((kind) => transferKinds.indexOf(kind) >= transferKinds.indexOf(start.kind))
    : wanted
  for (const kind of left) {
    let last = kind === start?.kind ? start.id : ''
    for (;;) {
      const page = await pages[kind](server, last)
      for (const { line } of page) yield JSON.stringify(line)
      lines += page.length
      last = page.at(-1)?.id ?? last
      if (page.length < pageSize) break
    }
  }
  yield JSON.stringify({ kind: 'end', lines })
}

type Page = Promise<{ id: string; line: unknown }[]>

const pages: Readonly<Record<TransferKind, (server: Server, after: string) => Page>> = {
  async user({ stores }, after) {
    const users = await stores.users.storedAfter(after, pageSize)
    const credentials = await stores.credentials.ofAll(users.map(({ sub }) => sub))
    return users.map(({ sub, user_id, user_type, roles, status, not_before, claims, passwordHash }) => ({
      id: sub,
      line: {
        kind: 'user',
        record: {
          ...{ sub, user_id, user_type, roles, status, not_before, claims, password_hash: passwordHash },
          ...(credentials.has(sub) && { credentials: credentials.get(sub)?.map(({ sub: _, ...of }) => of) }),
        },
      },
    }))
  },
  async resource({ stores }, after) {
    const found = await stores.resources.storedAfter(after, pageSize)
    const owners = await stores.resources.ownersOf(found.map(([id]) => id))
    return found.map(([id, { record }]) => ({
      id,
      line: { kind: 'resource', record, owners: owners.get(id) ?? [] },
    }))
  },
  async client({ stores: { clients } }, after) {
    const found = await clients.storedAfter(after, pageSize)
    const ids = found.map(([id]) => id)
    const [owners, hashes] = await Promise.all([clients.ownersOf(ids), clients.registrationHashes(ids)])
    return found.map(([id, { record }]) => ({
      id,
      line: {
        kind: 'client',
        record,
        owners: owners.get(id) ?? [],
        ...(hashes.has(id) && { registration_token_hash: hashes.get(id) }),
      },
    }))
  },
}

function positionOf(after: string): { kind: TransferKind; id: string } {
  const colon = after.indexOf(':')
  const kind = transferKinds.find((each) => each === after.slice(0, colon))
  if (!kind || colon < 0)
    throw invalid({ path: 'after', message: 'must be the kind and the id of a line, as user:123' })
  return { kind, id: after.slice(colon + 1) }
}
