import { Mark, Name } from '../name.tsx'
import { plainName } from '../plain-name.ts'
import { type PortalFrame, PortalPage } from '../portal.tsx'
import { type AppHead, appTabs } from './app-head.tsx'

export interface SentParameter {
  name: string
  /** None where it is a secret, or nothing this server knows. */
  value?: string | undefined
  registered?: string[] | undefined
  differs: boolean
}

export interface ShownRefusal {
  when: string
  time: string
  error: string
  description: string
  endpoint: string
  requestId: string
  address?: string | undefined
  sent: SentParameter[]
}

export interface LogPageProps {
  frame: PortalFrame
  app: AppHead
  refusals: ShownRefusal[]
}

export function LogPage({ frame, app, refusals }: LogPageProps) {
  return (
    <PortalPage
      frame={frame}
      place="/developer"
      title={`Refusals of ${plainName(app.name)}`}
      heading={
        <>
          <Mark name={app.name} logo={app.logo} />
          <h1>
            <span class="lead-in">Refusals of</span> <Name of={app.name} />
          </h1>
        </>
      }
      above={{ name: 'Your applications', href: '/developer' }}
      lead="The last hundred requests in its name that were refused, the newest first; some may be ten seconds late. Anybody can send a request that says it is from you."
      tabs={appTabs(app, 'log')}
    >
      {refusals.length === 0 ? (
        <div class="empty">
          <h2>None yet</h2>
          <p>
            When a request of this application is refused, you see here what was sent and what was expected.
          </p>
        </div>
      ) : (
        <ol class="refusals">
          {refusals.map((refusal) => (
            <li key={refusal.requestId}>
              <Refusal refusal={refusal} />
            </li>
          ))}
        </ol>
      )}
    </PortalPage>
  )
}

function Refusal({ refusal }: { refusal: ShownRefusal }) {
  const { when, time, error, description, endpoint, requestId, address, sent } = refusal
  return (
    <details>
      <summary>
        <span class="what">
          <code>{error}</code> <span class="quiet-text">{endpoint}</span>
        </span>
        <time datetime={time} title={time}>
          {when}
        </time>
        <span class="why">{description}</span>
      </summary>
      <div>
        {sent.length === 0 ? null : (
          <table class="claims">
            <caption class="unseen">What was sent, and what is registered</caption>
            <thead>
              <tr>
                <th scope="col">Parameter</th>
                <th scope="col">Sent</th>
                <th scope="col">Registered</th>
              </tr>
            </thead>
            <tbody>
              {sent.map(({ name, value, registered, differs }) => (
                <tr key={name}>
                  <th scope="row">
                    <code>{name}</code>
                  </th>
                  <td data-column="Sent" class={differs ? 'differs' : undefined}>
                    {value === undefined ? (
                      <span class="quiet-text">sent, not kept</span>
                    ) : (
                      <code>{value}</code>
                    )}
                  </td>
                  <td data-column="Registered">{registered ? <Registered values={registered} /> : null}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <p class="quiet-text">
          {time.slice(0, 19).replace('T', ' ')} UTC · request <code>{requestId}</code>
          {address === undefined ? null : (
            <>
              {' '}
              · from <code>{address}</code>
            </>
          )}{' '}
          · <a href={`/errors#${encodeURIComponent(error)}`}>what this code means</a>
        </p>
      </div>
    </details>
  )
}

function Registered({ values }: { values: string[] }) {
  if (values.length === 0) return <span class="quiet-text">nothing</span>
  return (
    <ul class="plain">
      {values.map((value) => (
        <li key={value}>
          <code>{value}</code>
        </li>
      ))}
    </ul>
  )
}
