import type { Application } from './application.ts'
import { Name } from './name.tsx'
import { Say } from './say.tsx'
import { StepFoot, StepForm, StepPage } from './step.tsx'
import type { Text } from './text.ts'

export interface LinkPageProps {
  t: Text
  application: Application
  request: string
  /** The name of the provider. */
  provider: string
  email: string
}

export function LinkPage({ t, application, request, provider, email }: LinkPageProps) {
  return (
    <StepPage t={t} application={application} title={t('link.title')}>
      <StepForm action="/link" request={request}>
        <p>
          <Say t={t} say="link.known" values={{ email: <Name of={email} /> }} />
        </p>
        <p>{t('link.why', { provider })}</p>
        <div class="actions">
          <button type="submit" class="primary" name="action" value="link">
            {t('link.go')}
          </button>
          <button type="submit" name="action" value="cancel">
            {t('step.cancel')}
          </button>
        </div>
        <StepFoot>
          <button type="submit" class="quiet" name="action" value="another">
            {t('link.another')}
          </button>
        </StepFoot>
      </StepForm>
    </StepPage>
  )
}
