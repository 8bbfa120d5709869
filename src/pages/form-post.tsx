import type { Application } from './application.ts'
import { Layout } from './layout.tsx'
import { Mark, Name } from './name.tsx'
import { plainName } from './plain-name.ts'
import { Headline, Say } from './say.tsx'
import type { Text } from './text.ts'
import { Ticket } from './ticket.tsx'
import { webUrl } from './web-url.ts'

export interface FormPostPageProps {
  t: Text
  /** The redirect URI, already proven to be registered. */
  action: string
  fields: [string, string][]
  application: Application
}

/** OAuth 2.0 Form Post Response Mode §2. The script presses the button; without it the person does. */
export function FormPostPage({ t, action, fields, application }: FormPostPageProps) {
  const target = webUrl(action)
  const values = { application: <Name of={application.name} /> }
  const stub = (
    <>
      <Mark name={application.name} logo={application.logo} />
      <Headline t={t} say="form_post.title" values={values} />
    </>
  )
  return (
    <Layout title={t('form_post.title', { application: plainName(application.name) })}>
      <Ticket stub={stub}>
        {target ? (
          <form method="post" action={action} data-submit>
            {fields.map(([name, value]) => (
              <input key={name} type="hidden" name={name} value={value} />
            ))}
            <p>{t('form_post.wait')}</p>
            <div class="actions">
              <button type="submit" class="primary">
                <Say t={t} say="form_post.continue" values={values} />
              </button>
            </div>
          </form>
        ) : (
          <p>{t('form_post.unreachable')}</p>
        )}
        {target ? (
          <p class="next">
            <Say t={t} say="form_post.go_on" values={{ host: <bdi class="address">{target.host}</bdi> }} />
          </p>
        ) : null}
      </Ticket>
      <script src="/form-post.js" defer />
    </Layout>
  )
}
