import { Layout } from './layout.tsx'
import type { Text } from './text.ts'
import { Ticket } from './ticket.tsx'

export interface ErrorPageProps {
  t: Text
  title: string
  /** What happened, for a person. */
  message: string
  code: string
  /** What was wrong with the request, in English, for the developer who sent it. */
  description?: string | undefined
  /** Where the code is explained. */
  errorUri: string
  requestId: string
}

export function ErrorPage({ t, title, message, ...details }: ErrorPageProps) {
  return (
    <Layout title={title}>
      <Ticket stub={<h1>{title}</h1>} void>
        <p>{message}</p>
        <p>{t('error.go_back')}</p>
        <ForTheDeveloper t={t} {...details} />
      </Ticket>
    </Layout>
  )
}

function ForTheDeveloper({ t, ...details }: Omit<ErrorPageProps, 'title' | 'message'>) {
  return (
    <section class="developer" aria-labelledby="developer">
      <h2 id="developer">{t('error.developer')}</h2>
      <dl>
        <dt>{t('error.code')}</dt>
        <dd>
          <code>{details.code}</code>
        </dd>
        {details.description === undefined ? null : (
          <>
            <dt>{t('error.description')}</dt>
            <dd lang="en" dir="ltr">
              {details.description}
            </dd>
          </>
        )}
        <dt>{t('error.read_on')}</dt>
        <dd>
          <a href={details.errorUri}>{details.errorUri}</a>
        </dd>
        <dt>{t('error.request')}</dt>
        <dd>
          <code>{details.requestId}</code>
        </dd>
      </dl>
    </section>
  )
}
