import type { Application } from './application.ts'
import { Layout } from './layout.tsx'
import { Mark, Name } from './name.tsx'
import { Ticket } from './ticket.tsx'
import { webUrl } from './web-url.ts'

export interface ErrorPageProps {
  title: string
  /** What happened, for a person. */
  message: string
  code: string
  /** What was wrong with the request, for the developer who sent it. */
  description?: string | undefined
  /** What was expected instead. */
  hint?: string | undefined
  /** Where the code is explained. */
  errorUri: string
  requestId: string
  application?: Application | undefined
}

export function ErrorPage({ title, message, application, ...details }: ErrorPageProps) {
  const website = webUrl(application?.website)
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
    <Layout title={title}>
      <Ticket stub={stub} void>
        <p>{message}</p>
        {application ? (
          <p>
            Nothing was shared. Go back to <Name of={application.name} /> and try again. If it happens again,
            tell the people who run it.
          </p>
        ) : (
          <p>
            If an application sent you here, go back to it and try again. If it happens again, tell its
            makers.
          </p>
        )}
        {application && website ? (
          <p class="actions">
            <a class="button" href={website.href}>
              Go to <Name of={application.name} />
            </a>
          </p>
        ) : null}
        <ForTheDeveloper {...details} />
      </Ticket>
    </Layout>
  )
}

function ForTheDeveloper(
  details: Pick<ErrorPageProps, 'code' | 'description' | 'hint' | 'errorUri' | 'requestId'>,
) {
  return (
    <section class="developer" aria-labelledby="developer">
      <h2 id="developer">For the developer of this application</h2>
      <dl>
        <dt>Error</dt>
        <dd>
          <code>{details.code}</code>
        </dd>
        <Detail term="Description" text={details.description} />
        <Detail term="Hint" text={details.hint} />
        <dt>Read on</dt>
        <dd>
          <a href={details.errorUri}>{details.errorUri}</a>
        </dd>
        <dt>Request</dt>
        <dd>
          <code>{details.requestId}</code>
        </dd>
      </dl>
    </section>
  )
}

function Detail({ term, text }: { term: string; text: string | undefined }) {
  if (text === undefined) return null
  return (
    <>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </>
  )
}
