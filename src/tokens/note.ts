/** Notes what was done for the dashboard, and for the audit trail what no shard tells it. */
import type { RequestContext } from '../http/context.ts'
import { originOf } from '../http/origin.ts'
import type { Client } from '../protocol/client-metadata.ts'
import type { Counted } from '../protocol/counts.ts'
import { serverOf } from './server.ts'

export function noteCount(c: RequestContext, counted: Counted): void {
  const { stores, settings } = serverOf(c)
  stores.tally.count(counted, stores.counters.source(settings.analytics !== undefined), c.get('now'))
}

/** `began`: a grant began with it, and the person's shard has told of that. */
export function noteToken(
  c: RequestContext,
  { client_id: id, client_name: name }: Client,
  grantType: string,
  began: boolean,
): void {
  noteCount(c, { what: 'token', key: grantType, client: id })
  if (began) return
  serverOf(c).stores.tally.sample(
    {
      type: 'token',
      actor: { kind: 'client', id, name },
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
