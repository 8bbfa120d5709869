import { type PortalFrame, PortalPage } from '../portal.tsx'

export interface ShownActivity {
  id: string
  what: string
  /** Worth a second look. */
  alarming: boolean
  when: string
  count?: number | undefined
  device?: string | undefined
  address?: string | undefined
}

export interface ActivityPageProps {
  frame: PortalFrame
  events: ShownActivity[]
  zone: string
  retentionDays: number
  older?: string | undefined
  newest: boolean
}

export function ActivityPage({ frame, events, zone, retentionDays, older, newest }: ActivityPageProps) {
  return (
    <PortalPage
      frame={frame}
      place="/account/activity"
      title="Activity"
      lead={`What happened to your account, the newest first. Kept for ${retentionDays} days; what happened just now takes a few seconds to appear. Times: ${zone}.`}
    >
      {events.length === 0 ? (
        <div class="empty">
          <p>{newest ? 'Nothing is written down yet.' : 'There is nothing older.'}</p>
        </div>
      ) : (
        <ol class="items activity">
          {events.map(({ id, what, alarming, when, count, device, address }) => (
            <li key={id}>
              <div class="item">
                <strong>
                  <bdi>{what}</bdi>
                </strong>{' '}
                {count === undefined ? null : <span class="tag">{count} times</span>}{' '}
                {alarming ? <span class="tag alert">Was it you?</span> : null}
                {device === undefined && address === undefined ? null : (
                  <p>
                    <bdi>{[device, address].filter((each) => each !== undefined).join(', ')}</bdi>
                  </p>
                )}
              </div>
              <p class="side">{when}</p>
            </li>
          ))}
        </ol>
      )}
      {older === undefined ? null : (
        <p class="actions further">
          <a class="button" href={older}>
            Older
          </a>
        </p>
      )}
    </PortalPage>
  )
}
