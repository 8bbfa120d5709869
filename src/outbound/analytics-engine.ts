/** Reads what was counted from Analytics Engine, by its SQL API. */
import type { Count, CountedRange } from '../protocol/counts.ts'

export interface AnalyticsAccess {
  readonly accountId: string
  readonly apiToken: string
}

const dataset = 'edgegrant'
const api = 'https://api.cloudflare.com/client/v4/accounts'
const timeout = 10_000

/** A point may stand for several: Analytics Engine samples, and says how many. */
export const analyticsQuery = ({ from, bucket }: CountedRange): string =>
  `SELECT intDiv(toUInt32(timestamp), ${bucket}) * ${bucket} AS at, blob1 AS what, blob2 AS key, blob3 AS client,
   SUM(_sample_interval * double1) AS n FROM ${dataset} WHERE timestamp >= toDateTime(${from})
   GROUP BY at, what, key, client FORMAT JSON`

/** @throws {Error} where the answer is not what was asked for */
export function parseAnalytics(answer: unknown): Count[] {
  const rows = (answer as { data?: unknown })?.data
  if (!Array.isArray(rows)) throw new Error('Analytics Engine answered without data')
  // Numbers of 64 bits come as text.
  return rows.map((row: Record<string, unknown>) => ({
    at: Number(row.at) * 1000,
    what: String(row.what) as Count['what'],
    key: String(row.key),
    client: String(row.client ?? ''),
    n: Math.round(Number(row.n)),
  }))
}

/** @throws {Error} saying what it answered; never the token */
export async function readAnalytics(range: CountedRange, access: AnalyticsAccess): Promise<Count[]> {
  const response = await fetch(`${api}/${access.accountId}/analytics_engine/sql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${access.apiToken}` },
    body: analyticsQuery(range),
    signal: AbortSignal.timeout(timeout),
  })
  if (!response.ok) {
    await response.body?.cancel()
    throw new Error(`Analytics Engine answered ${response.status}`)
  }
  return parseAnalytics(await response.json())
}
