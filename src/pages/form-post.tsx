import type { Application } from './application.ts'
import { Layout } from './layout.tsx'
import { Mark, Name } from './name.tsx'
import { plainName } from './plain-name.ts'
import { Ticket } from './ticket.tsx'
import { webUrl } from './web-url.ts'

export interface FormPostPageProps {
  /** The redirect URI, already proven to be registered. */
  action: string
  fields: [string, string][]
  application: Application
}

/** OAuth 2.0 Form Post Response Mode §2. The script presses the button; without it the person does. */
export function FormPostPage({ action, fields, application }: FormPostPageProps) {
  const target = webUrl(action)
  const stub = (
    <>
      <Mark name={application.name} logo={application.logo} />
      <h1>
        <span class="lead-in">On your way back to</span> <Name of={application.name} />
      </h1>
    </>
  )
  return (
    <Layout title={`Back to ${plainName(application.name)}`}>
      <Ticket stub={stub}>
        {target ? (
          <form method="post" action={action} data-submit>
            {fields.map(([name, value]) => (
              <input key={name} type="hidden" name={name} value={value} />
            ))}
            <p>This takes a moment. If nothing happens, continue yourself.</p>
            <div class="actions">
              <button type="submit" class="primary">
                Continue to <Name of={application.name} />
              </button>
            </div>
          </form>
        ) : (
          <p>This application cannot be reached from a browser. Go back to it and try again.</p>
        )}
        {target ? (
          <p class="next">
            You go on to <bdi class="address">{target.host}</bdi>
          </p>
        ) : null}
      </Ticket>
      <script src="/form-post.js" defer />
    </Layout>
  )
}
