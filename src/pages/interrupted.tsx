import type { Application } from './application.ts'
import { Layout } from './layout.tsx'
import { Mark, Name } from './name.tsx'
import { plainName } from './plain-name.ts'
import { RequestId } from './request-id.tsx'
import { Ticket } from './ticket.tsx'
import { webUrl } from './web-url.ts'

export type Interruption = 'not_begun' | 'expired' | 'other_browser' | 'no_cookie' | 'finished'

export interface InterruptedPageProps {
  application?: Application | undefined
  reason: Interruption
  startAgain?: string | undefined
  requestId: string
}

const explanations: Record<Interruption, { title: string; what: string; advice: string[] }> = {
  not_begun: {
    title: 'A sign-in begins at an application',
    what: 'This page is a step on the way from an application, and no application sent you here.',
    advice: [],
  },
  expired: {
    title: 'This page waited too long',
    what: 'For your safety a sign-in has to be finished within an hour. Nothing was shared.',
    advice: [],
  },
  other_browser: {
    title: 'This sign-in began in another browser',
    what: 'It can only be finished where it began, so that nobody can finish it for you. Nothing was shared.',
    advice: ['Go back to the browser or the app you came from, or start again in this one.'],
  },
  no_cookie: {
    title: 'Your browser did not send our cookie',
    what: 'We set one cookie to know that it is still you. Either cookies are off, or this link was opened elsewhere.',
    advice: [
      'Open your browser’s settings, look for “Cookies” under “Privacy”, and allow them for this site.',
      'If you followed a link from a mail or another app, open it in the browser you began with.',
      'Then start again.',
    ],
  },
  finished: {
    title: 'You have already done this step',
    what: 'The sign-in that this page belongs to is over.',
    advice: ['If the application is open in another tab, you can close this page.'],
  },
}

export function InterruptedPage({ application, reason, startAgain, requestId }: InterruptedPageProps) {
  const { title, what, advice } = explanations[reason]
  const again = webUrl(startAgain)
  const name = application ? <Name of={application.name} /> : 'the application'
  const stub = (
    <>
      {application ? <Mark name={application.name} logo={application.logo} /> : null}
      {application ? (
        <p class="lead-in">
          On the way to <Name of={application.name} />
        </p>
      ) : null}
      <h1>{title}</h1>
    </>
  )
  return (
    <Layout title={application ? `${title} · ${plainName(application.name)}` : title}>
      <Ticket stub={stub} void>
        <p>{what}</p>
        {advice.length > 1 ? (
          <ol class="advice">
            {advice.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        ) : (
          advice.map((step) => <p key={step}>{step}</p>)
        )}
        {again ? (
          <p class="actions">
            <a class="button primary" href={again.href}>
              Start again at {name}
            </a>
          </p>
        ) : (
          <p>To start again, go back to {name} and choose to sign in there.</p>
        )}
        <RequestId value={requestId} />
      </Ticket>
    </Layout>
  )
}
