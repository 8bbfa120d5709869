import type { Application } from './application.ts'
import { Layout } from './layout.tsx'
import { Mark, Name } from './name.tsx'
import { plainName } from './plain-name.ts'
import { RequestId } from './request-id.tsx'
import { Say } from './say.tsx'
import type { MessageKey, Text } from './text.ts'
import { Ticket } from './ticket.tsx'
import { webUrl } from './web-url.ts'

export type Interruption = 'not_begun' | 'expired' | 'other_browser' | 'no_cookie' | 'finished'

export interface InterruptedPageProps {
  t: Text
  application?: Application | undefined
  reason: Interruption
  startAgain?: string | undefined
  requestId: string
}

const explanations: Record<Interruption, { title: MessageKey; what: MessageKey; advice: MessageKey[] }> = {
  not_begun: { title: 'interrupted.not_begun', what: 'interrupted.not_begun_what', advice: [] },
  expired: { title: 'interrupted.expired', what: 'interrupted.expired_what', advice: [] },
  other_browser: {
    title: 'interrupted.other_browser',
    what: 'interrupted.other_browser_what',
    advice: ['interrupted.other_browser_advice'],
  },
  no_cookie: {
    title: 'interrupted.no_cookie',
    what: 'interrupted.no_cookie_what',
    advice: ['interrupted.allow_cookies', 'interrupted.open_link_there', 'interrupted.then_again'],
  },
  finished: {
    title: 'interrupted.finished',
    what: 'interrupted.finished_what',
    advice: ['interrupted.finished_advice'],
  },
}

export function InterruptedPage({ t, application, reason, startAgain, requestId }: InterruptedPageProps) {
  const { title, what, advice } = explanations[reason]
  const steps = advice.map((each) => t(each))
  return (
    <Layout title={application ? `${t(title)} · ${plainName(application.name)}` : t(title)}>
      <Ticket stub={<OnTheWay t={t} application={application} title={t(title)} />} void>
        <p>{t(what)}</p>
        {steps.length > 1 ? (
          <ol class="advice">
            {steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        ) : (
          steps.map((step) => <p key={step}>{step}</p>)
        )}
        <StartAgain t={t} application={application} startAgain={startAgain} />
        <RequestId value={requestId} />
      </Ticket>
    </Layout>
  )
}

function StartAgain({
  t,
  application,
  startAgain,
}: Pick<InterruptedPageProps, 't' | 'application' | 'startAgain'>) {
  const again = webUrl(startAgain)
  const values = { application: application && <Name of={application.name} /> }
  if (again)
    return (
      <p class="actions">
        <a class="button primary" href={again.href}>
          {application ? (
            <Say t={t} say="interrupted.start_again_at" values={values} />
          ) : (
            t('interrupted.start_again')
          )}
        </a>
      </p>
    )
  return (
    <p>
      {application ? <Say t={t} say="interrupted.go_back_to" values={values} /> : t('interrupted.go_back')}
    </p>
  )
}

/** The stub of a page at which something has ended. */
export function OnTheWay({
  t,
  application,
  title,
}: {
  t: Text
  application?: Application | undefined
  title: string
}) {
  return (
    <>
      {application ? <Mark name={application.name} logo={application.logo} /> : null}
      {application ? (
        <p class="lead-in">
          <Say t={t} say="page.on_the_way" values={{ application: <Name of={application.name} /> }} />
        </p>
      ) : null}
      <h1>{title}</h1>
    </>
  )
}
