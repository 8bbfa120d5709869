/** The overview: sign-ins, tokens and refusals of the last hour, day or month. */

import type { Series } from '../../pages/admin/chart.tsx'
import { OverviewPage } from '../../pages/admin/overview.tsx'
import { type Count, type CountedSpan, type CountSource, countedSpans } from '../../protocol/counts.ts'
import { readCounts } from '../../registry/counts.ts'
import { isoTime } from '../../runtime.ts'
import type { Server } from '../../tokens/server.ts'
import { show, type Visit } from '../portal.ts'
import { clientPath, listRequest } from './desk.ts'
import { noticesOf } from './notices.ts'

const spans = {
  hour: { name: 'Last hour', during: 'in the last hour, by the minute (UTC)' },
  day: { name: 'Last day', during: 'in the last 24 hours, by the hour (UTC)' },
  month: { name: 'Last month', during: 'in the last 30 days, by the day (UTC)' },
} as const satisfies Record<CountedSpan, object>
const spanNames = Object.keys(spans) as CountedSpan[]

const sources: Readonly<Record<CountSource, string>> = {
  analytics_engine: 'Counted by Workers Analytics Engine, which samples where there is very much.',
  database: 'Counted in this server’s own database, to ten seconds; Analytics Engine is not in use.',
}

/** Rows of a table; what is rarer shares one. */
const shownRows = 20

export async function showOverview(visit: Visit): Promise<Response> {
  const { c, server, frame } = visit
  const span = listRequest(visit).choice('span', spanNames) ?? 'hour'
  const { buckets } = countedSpans[span]
  const { source, from, step, counts, problem } = await readCounts(server, span, c.get('now'))
  const barOf = ({ at }: Count) => Math.floor((at - from) / step)
  const series = (what: Count['what'], name: (count: Count) => string) =>
    seriesOf(
      counts.filter((count) => count.what === what),
      name,
      barOf,
      buckets,
    )
  const page = OverviewPage({
    frame,
    spans: spanNames.map((each) => ({
      name: spans[each].name,
      href: each === 'hour' ? '/admin' : `/admin?span=${each}`,
      current: each === span,
    })),
    during: spans[span].during,
    source: sources[source],
    problem,
    notices: await noticesOf(server, c.get('now')),
    bars: buckets,
    ticks: ticksOf(buckets).map((bar) => ({ bar, label: labelOf(from + bar * step, span) })),
    signIns: series('sign_in', ({ key }) => key).map(labelled(wayOf)),
    grants: series('token', ({ key }) => key).map(labelled(grantOf)),
    clients: await named(
      server,
      series('token', ({ client }) => client),
    ),
    refusals: series('refusal', ({ key }) => key).map((each) => ({
      ...each,
      ...(each.label !== rest && { href: `/admin/audit?${new URLSearchParams({ outcome: each.label })}` }),
    })),
  })
  return show(visit, page)
}

const rest = 'Others'

/** The largest first; those beyond the table together. */
export function seriesOf(
  counts: readonly Count[],
  name: (count: Count) => string,
  barOf: (count: Count) => number,
  bars: number,
): Series[] {
  const all = [...Map.groupBy(counts, name)].map(([label, those]) => {
    const values = Array<number>(bars).fill(0)
    for (const count of those) {
      const bar = Math.min(Math.max(barOf(count), 0), bars - 1)
      values[bar] = (values[bar] ?? 0) + count.n
    }
    return { label, total: values.reduce((sum, n) => sum + n, 0), values }
  })
  const sorted = all.sort((one, other) => other.total - one.total || one.label.localeCompare(other.label))
  const beyond = sorted.slice(shownRows)
  if (beyond.length === 0) return sorted
  return [
    ...sorted.slice(0, shownRows),
    {
      label: rest,
      total: beyond.reduce((sum, { total }) => sum + total, 0),
      values: Array.from({ length: bars }, (_, bar) =>
        beyond.reduce((sum, { values }) => sum + (values[bar] ?? 0), 0),
      ),
    },
  ]
}

const labelled =
  (word: (key: string) => string) =>
  (series: Series): Series => ({ ...series, label: word(series.label) })

const wayOf = (key: string) => (key === '' ? 'unknown' : key)
const grantOf = (key: string) => key.replace('urn:ietf:params:oauth:grant-type:', '')

/** Ids become names, each a way to its page. */
async function named({ stores }: Server, series: readonly Series[]): Promise<Series[]> {
  const ids = series.map(({ label }) => label)
  const names = new Map(
    (await stores.clients.storedAll(ids)).map(([id, { record }]) => [id, record.client_name]),
  )
  return series.map((each) => {
    const name = names.get(each.label)
    if (name !== undefined) return { ...each, label: name, href: clientPath(each.label) }
    return { ...each, label: each.label === '' ? 'No client known' : each.label }
  })
}

/** Four, the first and nearly the last among them. */
const ticksOf = (bars: number): number[] => [0, 1, 2, 3].map((part) => Math.floor((part * (bars - 1)) / 3))

const labelOf = (at: number, span: CountedSpan): string =>
  span === 'month' ? isoTime(at).slice(5, 10) : isoTime(at).slice(11, 16)
