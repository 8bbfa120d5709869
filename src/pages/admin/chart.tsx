/** Charts as SVG made here: no script, and each beside a table that says the same in numbers. */

export interface Series {
  label: string
  href?: string | undefined
  total: number
  /** One number for each bar. */
  values: number[]
}

export interface TimeChartProps {
  /** What one thing counted is called, such as "sign-in". */
  what: string
  /** The largest first. */
  series: Series[]
  /** Under the bars, at some of them. */
  ticks: { bar: number; label: string }[]
  bars: number
}

const height = 200
const floor = 176
const headroom = 14
const colours = 6
const percent = (part: number) => `${(part * 100).toFixed(3)}%`
/** What is beyond the colours shares the last one. */
export const colourOf = (index: number) => `series-${Math.min(index, colours - 1)}`

/** Bars over time, one upon the other. */
export function TimeChart({ what, series, ticks, bars }: TimeChartProps) {
  const sums = Array.from({ length: bars }, (_, bar) => sum(series.map(({ values }) => values[bar] ?? 0)))
  const top = niceTop(Math.max(0, ...sums))
  const y = (n: number) => floor - (n / top) * (floor - headroom)
  const total = sum(sums)
  const label = `${what} over time: ${total} in all, at most ${Math.max(0, ...sums)} at a time. The table has the numbers.`
  return (
    <svg class="chart" width="100%" height={height} role="img" aria-label={label}>
      {[top, top / 2, 0].map((n) => (
        <g key={String(n)}>
          <line class="grid" x1="0" x2="100%" y1={y(n)} y2={y(n)} />
          {n === 0 || !Number.isInteger(n) ? null : (
            <text x="0" y={y(n) - 4}>
              {n}
            </text>
          )}
        </g>
      ))}
      {sums.map((_, bar) => (
        <Bar key={String(bar)} bar={bar} bars={bars} series={series} y={y} />
      ))}
      {ticks.map(({ bar, label: at }) => (
        <text
          key={at}
          x={percent((bar + 0.5) / bars)}
          y={height - 6}
          text-anchor={bar / bars < 0.08 ? 'start' : bar / bars > 0.9 ? 'end' : 'middle'}
        >
          {at}
        </text>
      ))}
    </svg>
  )
}

interface BarProps extends Pick<TimeChartProps, 'series' | 'bars'> {
  bar: number
  y: (n: number) => number
}

function Bar({ bar, bars, series, y }: BarProps) {
  let below = 0
  const parts = series.map(({ label, values }, index) => {
    const from = below
    below += values[bar] ?? 0
    return { label, index, from, to: below }
  })
  return (
    <g>
      {parts
        .filter(({ from, to }) => to > from)
        .map(({ label, index, from, to }) => (
          <rect
            key={label}
            class={colourOf(index)}
            x={percent((bar + 0.1) / bars)}
            width={percent(0.8 / bars)}
            y={y(to).toFixed(1)}
            height={Math.max(y(from) - y(to), 1).toFixed(1)}
          />
        ))}
    </g>
  )
}

/** Bars that lie: the largest of many. */
export function RankChart({ what, series }: { what: string; series: Series[] }) {
  const most = Math.max(1, ...series.map(({ total }) => total))
  const row = 34
  return (
    <svg
      class="chart"
      width="100%"
      height={Math.max(series.length * row, 40)}
      role="img"
      aria-label={`${what}: the most are ${series[0]?.total ?? 0}. The table has the numbers.`}
    >
      {series.map(({ label, total }, index) => (
        <g key={label + String(index)}>
          <text x="0" y={index * row + 13}>
            {label}
          </text>
          <rect class="rail" x="0" width="100%" y={index * row + 18} height="9" rx="4" />
          <rect
            class={colourOf(index)}
            x="0"
            width={percent(Math.max(total / most, 0.005))}
            y={index * row + 18}
            height="9"
            rx="4"
          />
        </g>
      ))}
    </svg>
  )
}

export function ChartTable({
  caption,
  column,
  series,
}: {
  caption: string
  column: string
  series: Series[]
}) {
  return (
    <table class="numbers">
      <caption class="unseen">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{column}</th>
          <th scope="col" class="number">
            Number
          </th>
        </tr>
      </thead>
      <tbody>
        {series.map(({ label, href, total }, index) => (
          <tr key={label + String(index)}>
            <th scope="row">
              <span class={`swatch ${colourOf(index)}`} aria-hidden="true" />
              {href === undefined ? (
                <bdi>{label}</bdi>
              ) : (
                <a href={href}>
                  <bdi>{label}</bdi>
                </a>
              )}
            </th>
            <td class="number">{total}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">All</th>
          <td class="number">{sum(series.map(({ total }) => total))}</td>
        </tr>
      </tfoot>
    </table>
  )
}

const sum = (numbers: number[]) => numbers.reduce((all, each) => all + each, 0)

/** The next of 2, 4, 10, 20, 40, 100, …: so that half of it is a whole number as well. */
function niceTop(most: number): number {
  for (let power = 1; ; power *= 10) {
    const found = [2, 4, 10].find((step) => most <= step * power)
    if (found !== undefined) return found * power
  }
}
