import { SelectField, TextField } from '../fields.tsx'
import { plainName } from '../plain-name.ts'
import { type PortalFrame, PortalPage } from '../portal.tsx'
import { Further } from './list.tsx'

/** All of it text that others wrote in part: names, user agents, addresses. */
export interface ShownEvent {
  id: string
  at: string
  type: string
  meaning: string
  outcome: string
  refused: boolean
  count: number
  actor: { name: string; href?: string | undefined }
  about?: { name: string; href?: string | undefined } | undefined
  address: string
  userAgent: string
  requestId: string
  detail: string
}

export interface AuditPageProps {
  frame: PortalFrame
  filters: Record<'type' | 'outcome' | 'person' | 'client' | 'actor' | 'from' | 'to', string>
  /** Whom the filters mean, each with name and ID. */
  soughtFor: string[]
  /** Where what was typed is the name of several. */
  choices: { name: string; id: string; href: string }[]
  types: { value: string; label: string }[]
  events: ShownEvent[]
  /** The same filters, as files. */
  exports: { jsonl: string; csv: string }
  retentionDays: number
  next?: string | undefined
  problem?: string | undefined
}

export function AuditPage(props: AuditPageProps) {
  const { frame, filters, types, events, exports, next, soughtFor, choices } = props
  const filtered = Object.values(filters).some((value) => value !== '')
  return (
    <PortalPage
      frame={frame}
      place="/admin/audit"
      title="Audit trail"
      lead={`Who did what, when and from where; the newest first, for ${props.retentionDays} days. Nothing in it can be changed. What happens very often, such as refusals, stands together with its count.`}
      actions={
        <>
          <a class="button" href={exports.csv}>
            Save as CSV
          </a>
          <a class="button" href={exports.jsonl}>
            Save as JSON lines
          </a>
        </>
      }
      faulty={props.problem !== undefined}
    >
      <form method="get" action="/admin/audit" class="inline filters">
        <SelectField
          name="type"
          label="What happened"
          value={filters.type}
          options={[{ value: '', label: 'Anything' }, ...types]}
        />
        <TextField
          name="outcome"
          label="Outcome"
          value={filters.outcome}
          technical
          placeholder="ok, invalid_grant"
        />
        <TextField name="person" label="Person: name or ID" value={filters.person} technical />
        <TextField name="client" label="Client: name or ID" value={filters.client} technical />
        <TextField name="actor" label="Done by: name or ID" value={filters.actor} technical />
        <TextField
          name="from"
          label="From (UTC day)"
          value={filters.from}
          type="date"
          problem={props.problem}
        />
        <TextField name="to" label="Through" value={filters.to} type="date" />
        <button type="submit">Show</button>
      </form>
      {choices.length > 0 ? (
        <div class="empty">
          <p>Several are called so, or their names begin so. Which one?</p>
          <ul>
            {choices.map(({ name, id, href }) => (
              <li key={href}>
                <Linked name={name} href={href} /> <code>{id}</code>
              </li>
            ))}
          </ul>
        </div>
      ) : events.length === 0 ? (
        <div class="empty">
          <p>{filtered ? 'Nothing in the trail is like that.' : 'Nothing has happened yet.'}</p>
          <Sought soughtFor={soughtFor} />
          {filtered ? (
            <a class="button" href="/admin/audit">
              Show all
            </a>
          ) : null}
        </div>
      ) : (
        <>
          {soughtFor.length > 0 ? (
            <div class="sought">
              <Sought soughtFor={soughtFor} />
            </div>
          ) : null}
          <table class="trail">
            <thead>
              <tr>
                <th scope="col">When (UTC)</th>
                <th scope="col">What</th>
                <th scope="col">Who</th>
                <th scope="col">About</th>
                <th scope="col">From where</th>
              </tr>
            </thead>
            <tbody>
              {events.map((event) => (
                <EventRow key={event.id} event={event} />
              ))}
            </tbody>
          </table>
        </>
      )}
      <Further next={next} />
    </PortalPage>
  )
}

function Sought({ soughtFor }: { soughtFor: string[] }) {
  return (
    <>
      {soughtFor.map((each) => (
        <p key={each} class="quiet-text">
          Looked for: <bdi>{plainName(each)}</bdi>
        </p>
      ))}
    </>
  )
}

function EventRow({ event }: { event: ShownEvent }) {
  return (
    <tr>
      <td>
        <time datetime={event.at}>{event.at.slice(0, 19).replace('T', ' ')}</time>
      </td>
      <th scope="row">
        {event.meaning}
        {event.count > 1 ? ` (${event.count} times)` : ''}
        <span class="quiet-text">
          <code>{event.type}</code> {event.refused ? <span class="tag alert">{event.outcome}</span> : null}
        </span>
        <details>
          <summary>Details</summary>
          <pre class="wrap" tabindex={0}>
            <code>{event.detail}</code>
          </pre>
        </details>
      </th>
      <td data-column="Who">
        <Linked {...event.actor} />
      </td>
      <td data-column="About">{event.about ? <Linked {...event.about} /> : null}</td>
      <td data-column="From where">
        {event.address === '' ? null : <bdi>{event.address}</bdi>}
        {event.userAgent === '' ? null : (
          <span class="quiet-text agent" title={event.userAgent}>
            <bdi>{event.userAgent}</bdi>
          </span>
        )}
        <span class="quiet-text request">
          <code>{event.requestId}</code>
        </span>
      </td>
    </tr>
  )
}

function Linked({ name, href }: { name: string; href?: string | undefined }) {
  const text = <bdi>{plainName(name)}</bdi>
  return href === undefined ? text : <a href={href}>{text}</a>
}
