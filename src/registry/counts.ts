/** What the dashboard shows: how often what happened, and where the numbers come from. */
import { type Count, type CountedSpan, type CountSource, rangeOf } from '../protocol/counts.ts'
import type { Server } from '../tokens/server.ts'
import { settingSecret } from '../tokens/setting-secret.ts'

export interface Counts {
  readonly source: CountSource
  /** Milliseconds: the beginning of the first minute, hour or day. */
  readonly from: number
  /** Milliseconds that are counted together. */
  readonly step: number
  readonly counts: readonly Count[]
  /** Why there are none. */
  readonly problem?: string
}

/** The last hour by minutes, day by hours or month by days. Those of other isolates may be ten seconds behind. */
export async function readCounts(server: Server, span: CountedSpan, now: number): Promise<Counts> {
  const { counters, tally } = server.stores
  await tally.flush(now)
  const range = rangeOf(span, now)
  const { analytics } = server.settings
  const source = counters.source(analytics !== undefined)
  const frame = { source, from: range.from * 1000, step: range.bucket * 1000 }
  if (!analytics || source === 'database') return { ...frame, counts: await counters.read(range) }
  const apiToken = await settingSecret(server, 'analytics.api_token', now)
  if (apiToken === undefined) return { ...frame, counts: [], problem: 'analytics.api_token does not open' }
  try {
    return {
      ...frame,
      counts: await counters.readAnalytics(range, { accountId: analytics.account_id, apiToken }),
    }
  } catch (error) {
    return { ...frame, counts: [], problem: error instanceof Error ? error.message : String(error) }
  }
}
