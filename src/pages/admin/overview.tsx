import type { Child } from 'hono/jsx'
import { Notice, Panel, type PortalFrame, PortalPage } from '../portal.tsx'
import { ChartTable, RankChart, type Series, TimeChart, type TimeChartProps } from './chart.tsx'

export interface OverviewPageProps {
  frame: PortalFrame
  spans: { name: string; href: string; current: boolean }[]
  /** Such as "in the last hour, by the minute (UTC)". */
  during: string
  source: string
  problem?: string | undefined
  /** What an operator should do something about. */
  notices: { what: string; href: string; name: string }[]
  ticks: TimeChartProps['ticks']
  bars: number
  signIns: Series[]
  grants: Series[]
  clients: Series[]
  refusals: Series[]
}

export function OverviewPage(props: OverviewPageProps) {
  const { frame, spans, during, ticks, bars } = props
  const time = { ticks, bars }
  return (
    <PortalPage
      frame={frame}
      place="/admin"
      title="Overview"
      lead={`What happened ${during}. ${props.source}`}
      tabs={spans}
    >
      {props.problem === undefined ? null : (
        <Notice kind="problem">
          <p>The numbers could not be read: {props.problem}</p>
        </Notice>
      )}
      {props.notices.length === 0 ? null : (
        <Panel title="To be done" about="What people miss, or what could go wrong.">
          <ul class="rows">
            {props.notices.map(({ what, href, name }) => (
              <li key={what}>
                <div class="who">{what}</div>
                <a class="button" href={href}>
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <div class="charts">
        <Figure title="Sign-ins" column="Way" series={props.signIns}>
          <TimeChart what="Sign-ins" series={props.signIns} {...time} />
        </Figure>
        <Figure title="Tokens, by grant" column="Grant type" series={props.grants}>
          <TimeChart what="Tokens by grant" series={props.grants} {...time} />
        </Figure>
        <Figure title="Tokens, by client" column="Client" series={props.clients}>
          <RankChart what="Tokens by client" series={props.clients.slice(0, 8)} />
        </Figure>
        <Figure title="Refusals, by error code" column="Error code" series={props.refusals}>
          <TimeChart what="Refusals by error code" series={props.refusals} {...time} />
        </Figure>
      </div>
    </PortalPage>
  )
}

function Figure(props: { title: string; column: string; series: Series[]; children?: Child }) {
  const { title, column, series, children } = props
  return (
    <section class="figure" aria-label={title}>
      <h2>{title}</h2>
      {series.length === 0 ? (
        <p class="quiet-text">None.</p>
      ) : (
        <div class="beside">
          <div>{children}</div>
          <ChartTable caption={title} column={column} series={series} />
        </div>
      )}
    </section>
  )
}
