/** The last refusals of an application: what was sent, beside what is registered. */
import { LogPage } from '../../pages/developer/log.tsx'
import type { ClientDetails } from '../../registry/clients.ts'
import { readRefusals } from '../../registry/refusals.ts'
import { isoTime } from '../../runtime.ts'
import { ago } from '../ago.ts'
import { show, type Visit } from '../portal.ts'
import { headOf } from './app-head.ts'

export async function showLog(visit: Visit, { client }: ClientDetails): Promise<Response> {
  const { c, server, frame } = visit
  const now = c.get('now')
  const refusals = await readRefusals(server, client.client_id, now)
  const shown = refusals.map(({ at, error, description, endpoint, origin, sent }) => ({
    when: ago(at, now),
    time: isoTime(at),
    error,
    description,
    endpoint,
    requestId: origin.requestId,
    address: origin.address,
    sent: sent.map(({ name, value, registered }) => ({
      name,
      value,
      registered: registered && [...registered],
      differs:
        value !== undefined &&
        registered !== undefined &&
        value.split(' ').some((word) => !registered.includes(word) && !registered.includes(value)),
    })),
  }))
  return show(visit, LogPage({ frame, app: headOf(server, client), refusals: shown }))
}
