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
  const { t } = frame
  return (
    <PortalPage
      frame={frame}
      place="/account/activity"
      title={t('account.activity')}
      lead={t('activity.lead', { days: retentionDays, zone })}
    >
      {events.length === 0 ? (
        <div class="empty">
          <p>{t(newest ? 'activity.none' : 'activity.none_older')}</p>
        </div>
      ) : (
        <ol class="items activity">
          {events.map(({ id, what, alarming, when, count, device, address }) => (
            <li key={id}>
              <div class="item">
                <strong>
                  <bdi>{what}</bdi>
                </strong>{' '}
                {count === undefined ? null : <span class="tag">{t('activity.count', { count })}</span>}{' '}
                {alarming ? <span class="tag alert">{t('activity.was_it_you')}</span> : null}
                {device === undefined && address === undefined ? null : (
                  <p>
                    <bdi>{[device, address].filter((each) => each !== undefined).join(' · ')}</bdi>
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
            {t('activity.older')}
          </a>
        </p>
      )}
    </PortalPage>
  )
}
