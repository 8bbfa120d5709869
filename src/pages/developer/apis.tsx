import { Mark, Name } from '../name.tsx'
import { type PortalFrame, PortalPage } from '../portal.tsx'

export interface ApisPageProps {
  frame: PortalFrame
  apis: { href: string; name: string; identifier: string; scopes: number; isOpen: boolean }[]
  next?: string | undefined
}

export function ApisPage({ frame, apis, next }: ApisPageProps) {
  const add = (
    <a class="button primary" href="/developer/apis/new">
      Register an API
    </a>
  )
  return (
    <PortalPage
      frame={frame}
      place="/developer/apis"
      title="Your APIs"
      lead="An API here is a name and its scopes. Applications get tokens that are for it alone, and it checks them without asking anybody."
      actions={apis.length > 0 ? add : undefined}
    >
      {apis.length === 0 ? (
        <div class="empty">
          <h2>You have none yet</h2>
          <p>
            Name its scopes, and say of each in a sentence what it allows: people read that before they agree.
            You get code that checks its tokens.
          </p>
          {add}
        </div>
      ) : (
        <ul class="items">
          {apis.map(({ href, name, identifier, scopes, isOpen }) => (
            <li key={href}>
              <Mark name={name} />
              <div class="item">
                <a href={href}>
                  <Name of={name} />
                </a>
                <p>
                  <code>{identifier}</code>
                </p>
              </div>
              <p class="side">
                {isOpen ? <span class="tag">Open</span> : null} {scopes} {scopes === 1 ? 'scope' : 'scopes'}
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
