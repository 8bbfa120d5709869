/** Notes what was done for the dashboard, and for the audit trail what no shard tells it. */
import type { RequestContext } from '../http/context.ts'
import { originOf } from '../http/origin.ts'
import type { Actor } from '../protocol/audit.ts'
import type { Client } from '../protocol/client-metadata.ts'
import type { Counted } from '../protocol/counts.ts'
import { serverOf } from './server.ts'

export function noteCount(c: RequestContext, counted: Counted): void {
  const { stores, settings } = serverOf(c)
  stores.tally.count(counted, stores.counters.source(settings.analytics !== undefined), c.get('now'))
}

/**
 * `began`: a grant began with it, and the person's shard has told of that.
 * @param by the person who asked for it in the client's place
 */
export function noteToken(
  c: RequestContext,
  { client_id: id, client_name: name }: Client,
  grantType: string,
  began: boolean,
  by?: Actor,
): void {
  noteCount(c, { what: 'token', key: grantType, client: id })
  if (began) return
  serverOf(c).stores.tally.sample(
    {
      type: 'token',
      actor: by ?? { kind: 'client', id, name },
      ...(by && { subject: by.id }),
      clientId: id,
      outcome: 'ok',
      origin: originOf(c),
      detail: { grant_type: grantType },
    },
    c.get('now'),
  )
}

/** Whose password it was not, where that is somebody here; what was typed is not kept. */
export function noteRefusedSignIn(
  c: RequestContext,
  { why, subject, clientId }: { why: string; subject?: string | undefined; clientId: string | undefined },
): void {
  const client = clientId === undefined || clientId === '' ? {} : { client: clientId }
  noteCount(c, { what: 'refusal', key: why, ...client })
  const origin = originOf(c)
  serverOf(c).stores.tally.sample(
    {
      type: 'sign_in_refused',
      actor: { kind: 'stranger', id: origin.address ?? 'unknown' },
      ...(subject !== undefined && { subject }),
      ...(client.client !== undefined && { clientId: client.client }),
      outcome: why,
      origin,
    },
    c.get('now'),
  )
}

/** What somebody who is signed in wanted at a portal, and may not. `clientId`: whose it is, where it is a client's. */
export function noteRefusedPerson(
  c: RequestContext,
  by: Actor,
  { why, description, clientId }: { why: string; description: string; clientId?: string | undefined },
): void {
  noteCount(c, { what: 'refusal', key: why })
  serverOf(c).stores.tally.sample(
    {
      type: 'refusal',
      actor: by,
      subject: by.id,
      ...(clientId !== undefined && { clientId }),
      outcome: why,
      origin: originOf(c),
      detail: { endpoint: `${c.req.method} ${c.get('route') ?? '/'}` },
    },
    c.get('now'),
    { description },
  )
}
