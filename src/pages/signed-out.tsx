import type { Application } from './application.ts'
import { Name } from './name.tsx'
import { Say } from './say.tsx'
import { signedOutPath } from './session-scripts.ts'
import { StepPage } from './step.tsx'
import type { MessageKey, Text } from './text.ts'

export interface SignedOutPageProps {
  t: Text
  application?: Application | undefined
  /** They said no, or who is signed in yet. */
  what: 'stays' | 'others' | 'nobody'
  /** Where to go on, registered for this. */
  target?: string | undefined
  /** By itself, once the frames are loaded. */
  goOn: boolean
  /** What applications want to be loaded, so that they sign out too. */
  frames: string[]
}

const sentences = {
  stays: 'signed_out.stays_what',
  others: 'signed_out.others',
  nobody: 'signed_out.what',
} as const satisfies Record<SignedOutPageProps['what'], MessageKey>

export function SignedOutPage({ t, application, what, target, goOn, frames }: SignedOutPageProps) {
  const title = t(what === 'stays' ? 'signed_out.stays' : 'signed_out.title')
  return (
    <StepPage
      t={t}
      application={application}
      title={title}
      script={goOn && frames.length > 0 ? signedOutPath : undefined}
    >
      <p>{t(sentences[what])}</p>
      {target === undefined ? null : (
        <p class="actions">
          <a class="button primary" href={target} data-next={goOn ? '' : undefined}>
            {application ? (
              <Say t={t} say="signed_out.go_on_to" values={{ application: <Name of={application.name} /> }} />
            ) : (
              t('signed_out.go_on')
            )}
          </a>
        </p>
      )}
      {frames.map((frame) => (
        <iframe
          key={frame}
          src={frame}
          title={t('signed_out.frame')}
          sandbox="allow-scripts allow-same-origin allow-forms"
          referrerpolicy="no-referrer"
          hidden
        />
      ))}
    </StepPage>
  )
}
