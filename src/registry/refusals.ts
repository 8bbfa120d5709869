/** Refused requests: counted, told to the audit trail, and kept for the owners of the client. */
import { clientAuthMethods } from '../client-auth/index.ts'
import type { RequestContext } from '../http/context.ts'
import { originOf } from '../http/origin.ts'
import { auditId } from '../protocol/audit.ts'
import { Parameters } from '../protocol/parameters.ts'
import { type Refusal, sentOf } from '../protocol/refusal.ts'
import { randomToken } from '../runtime.ts'
import { noteCount } from '../tokens/note.ts'
import { type Server, serverOf } from '../tokens/server.ts'

/** A device that waits as it was told to is not refused. */
const expected: ReadonlySet<string> = new Set(['authorization_pending'])
const longestEndpoint = 200

/** To be called once the answer is made. It reads nothing but memory. */
export function noteRefusal(c: RequestContext): void {
  const error = c.get('refused')
  if (!error || expected.has(error.code)) return
  const { tally, clients } = serverOf(c).stores
  const now = c.get('now')
  const claimed = claimedClient(c)
  // A client that exists was just read, so it is in memory; what is not there costs a stranger's request nothing more.
  const client = claimed === undefined ? undefined : clients.remembered(claimed, now)
  const origin = originOf(c)
  // The pattern: were it the path, a stranger would decide how many events differ, and how long they are.
  const endpoint = `${c.req.method} ${c.get('route') ?? '/'}`.slice(0, longestEndpoint)
  noteCount(c, { what: 'refusal', key: error.code, ...(client && { client: client.client_id }) })
  tally.sample(
    {
      type: 'refusal',
      actor: client
        ? { kind: 'client', id: client.client_id, name: client.client_name }
        : { kind: 'stranger', id: origin.address ?? 'unknown' },
      ...(client && { clientId: client.client_id }),
      outcome: error.code,
      origin,
      detail: { endpoint },
    },
    now,
    { description: error.description },
  )
  if (!client) return
  tally.refused(client.client_id, {
    id: auditId(now, randomToken(9)),
    at: now,
    origin,
    endpoint,
    error: error.code,
    description: error.description,
    sent: sentOf(client, c.get('sent'), c.req.header('authorization') !== undefined),
  })
}

/** The last hundred refusals of a client, the newest first. Those of other isolates may be ten seconds behind. */
export async function readRefusals({ stores }: Server, clientId: string, now: number): Promise<Refusal[]> {
  await stores.tally.flush(now)
  return stores.refusals.of(clientId)
}

/** Whom the request says it is from, proven or not. */
function claimedClient(c: RequestContext): string | undefined {
  const parameters = c.get('sent') ?? Parameters.from({})
  const named = parameters.get('client_id')
  if (named !== undefined) return named
  try {
    const request = { authorization: c.req.header('authorization'), parameters }
    return clientAuthMethods.map((method) => method.find(request)).find((found) => found)?.clientId
  } catch {
    return undefined // malformed credentials name nobody
  }
}
