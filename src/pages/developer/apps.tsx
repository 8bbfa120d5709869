import { Mark, Name } from '../name.tsx'
import { type PortalFrame, PortalPage } from '../portal.tsx'

export interface ListedApp {
  href: string
  name: string
  logo?: string | undefined
  kind: string
  /** Where its people come from, or its id. */
  detail: string
  disabled: boolean
}

export interface AppsPageProps {
  frame: PortalFrame
  apps: ListedApp[]
  /** Where the list goes on. */
  next?: string | undefined
}

export function AppsPage({ frame, apps, next }: AppsPageProps) {
  const add = (
    <a class="button primary" href="/developer/apps/new">
      Register an application
    </a>
  )
  return (
    <PortalPage
      frame={frame}
      place="/developer"
      title="Your applications"
      lead="Each has an ID here, and where it can keep one, a secret. People who use it sign in at this server, and see its name."
      actions={apps.length > 0 ? add : undefined}
    >
      {apps.length === 0 ? (
        <div class="empty">
          <h2>You have none yet</h2>
          <p>
            It takes a name, where people come back to after signing in, and what kind of application it is.
            You get an ID, a secret, and code that runs.
          </p>
          {add}
        </div>
      ) : (
        <ul class="items">
          {apps.map((app) => (
            <li key={app.href}>
              <Mark name={app.name} logo={app.logo} />
              <div class="item">
                <a href={app.href}>
                  <Name of={app.name} />
                </a>
                <p>
                  <bdi>{app.detail}</bdi>
                </p>
              </div>
              <p class="side">
                {app.disabled ? <span class="tag alert">Disabled</span> : null} {app.kind}
              </p>
            </li>
          ))}
        </ul>
      )}
      {next === undefined ? null : (
        <p class="actions">
          <a class="button" href={next}>
            More
          </a>
        </p>
      )}
    </PortalPage>
  )
}
