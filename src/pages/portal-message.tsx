import { type PortalFrame, PortalPage } from './portal.tsx'
import { RequestId } from './request-id.tsx'

export interface PortalMessagePageProps {
  frame: PortalFrame
  title: string
  what: string
  requestId: string
}

/** Where a portal has nothing to show: not there, not theirs, not sent as it should be. */
export function PortalMessagePage({ frame, title, what, requestId }: PortalMessagePageProps) {
  return (
    <PortalPage frame={frame} title={title}>
      <div class="empty">
        <p>{what}</p>
        <RequestId value={requestId} />
        <p class="actions">
          <a class="button" href={frame.portal.href}>
            {frame.t('portal.start')}
          </a>
        </p>
      </div>
    </PortalPage>
  )
}
