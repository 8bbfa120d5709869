import type { Child } from 'hono/jsx'
import { SelectField, TextField } from '../fields.tsx'
import { Mark, Name } from '../name.tsx'
import { Notice, type Place, type PortalFrame, PortalPage } from '../portal.tsx'

export interface Filter {
  name: string
  label: string
  value: string
  options: { value: string; label: string }[]
}

export interface ListedRecord {
  href: string
  name: string
  logo?: string | undefined
  detail: string
  /** What kind of thing it is, at the right. */
  side?: string | undefined
  alert?: string | undefined
}

export interface ListPageProps {
  frame: PortalFrame
  place: string
  title: string
  lead?: Child
  tabs?: (Place & { current: boolean })[]
  add?: Place
  notice?: string | undefined
  search: { value: string; label: string }
  filters: Filter[]
  records: ListedRecord[]
  next?: string | undefined
  /** Said where nothing was searched and there is nothing. */
  none: string
}

/** Clients, APIs and people: found by how a name begins, a page at a time. */
export function ListPage(props: ListPageProps) {
  const { frame, place, title, lead, tabs, add, search, filters, records, next } = props
  const searched = search.value !== '' || filters.some(({ value }) => value !== '')
  return (
    <PortalPage
      frame={frame}
      place={place}
      title={title}
      lead={lead}
      tabs={tabs}
      actions={
        add ? (
          <a class="button primary" href={add.href}>
            {add.name}
          </a>
        ) : undefined
      }
    >
      {props.notice === undefined ? null : <Notice kind="done">{props.notice}</Notice>}
      <form method="get" action={place} class="inline filters">
        <TextField name="q" label={search.label} value={search.value} type="search" technical />
        {filters.map((filter) => (
          <SelectField key={filter.name} {...filter} />
        ))}
        <button type="submit">Search</button>
      </form>
      {records.length === 0 ? (
        <div class="empty">
          <p>{searched ? 'Nothing here begins like that.' : props.none}</p>
          {searched ? (
            <a class="button" href={place}>
              Show all
            </a>
          ) : null}
        </div>
      ) : (
        <ul class="items">
          {records.map((record) => (
            <li key={record.href}>
              <Mark name={record.name} logo={record.logo} />
              <div class="item">
                <a href={record.href}>
                  <Name of={record.name} />
                </a>
                <p>
                  <bdi>{record.detail}</bdi>
                </p>
              </div>
              <p class="side">
                {record.alert === undefined ? null : <span class="tag alert">{record.alert}</span>}{' '}
                {record.side}
              </p>
            </li>
          ))}
        </ul>
      )}
      <Further next={next} />
    </PortalPage>
  )
}

export function Further({ next }: { next: string | undefined }) {
  if (next === undefined) return null
  return (
    <p class="actions further">
      <a class="button" href={next} rel="next">
        Further
      </a>
    </p>
  )
}
