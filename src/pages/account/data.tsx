import { Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'

export interface DataPageProps {
  frame: PortalFrame
  retentionDays: number
  deletable: boolean
}

export function DataPage({ frame, retentionDays, deletable }: DataPageProps) {
  const { t } = frame
  return (
    <PortalPage frame={frame} place="/account/data" title={t('account.data')} lead={t('data.lead')}>
      <Panel id="download" title={t('data.download')} about={t('data.download_about')}>
        <p>{t('data.what', { days: retentionDays })}</p>
        <PortalForm frame={frame} action="/account/data">
          <div class="actions">
            <button type="submit">{t('data.download_submit')}</button>
          </div>
        </PortalForm>
      </Panel>
      <Panel id="delete" title={t('data.delete')} about={t('data.delete_about')}>
        {deletable ? (
          <>
            <p>{t('data.delete_what')}</p>
            <p class="actions">
              <a class="button danger" href="/account/delete">
                {t('data.delete')}
              </a>
            </p>
          </>
        ) : (
          <p>{t('data.delete_by_others')}</p>
        )}
      </Panel>
    </PortalPage>
  )
}
