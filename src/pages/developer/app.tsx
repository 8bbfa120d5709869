import { Mark, Name } from '../name.tsx'
import { plainName } from '../plain-name.ts'
import { Confirmed, Notice, Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'
import { type AppHead, appTabs } from './app-head.tsx'
import { Value } from './code.tsx'
import { type Owner, Owners } from './owners.tsx'
import { type ShownSnippet, Snippets } from './snippets.tsx'

export interface ShownSecret {
  id: string
  name: string
  /** Ready to be read: a day, and how long ago. */
  created?: string | undefined
  used?: string | undefined
}

export interface AppPageProps {
  frame: PortalFrame
  app: AppHead
  kind: string
  disabled: boolean
  clientId: string
  issuer: string
  redirectUris: string[]
  scope: string
  /** Told this once. */
  secret?: string | undefined
  notice?: string | undefined
  secrets: ShownSecret[]
  /** Whether it proves itself by a secret. */
  hasSecrets: boolean
  snippets: ShownSnippet[]
  owners: Owner[]
}

export function AppPage(props: AppPageProps) {
  const { frame, app } = props
  return (
    <PortalPage
      frame={frame}
      place="/developer"
      title={plainName(app.name)}
      heading={
        <>
          <Mark name={app.name} logo={app.logo} />
          <h1>
            <Name of={app.name} />
          </h1>
          {props.disabled ? <span class="tag">Disabled</span> : null}
        </>
      }
      above={{ name: 'Your applications', href: '/developer' }}
      lead={props.kind}
      tabs={appTabs(app, 'overview')}
    >
      {props.disabled ? (
        <Notice kind="problem">
          Whoever runs this server has disabled it: it gets no tokens, and those it has are no longer good
          here.
        </Notice>
      ) : null}
      {props.notice === undefined ? null : <Notice kind="done">{props.notice}</Notice>}
      {props.secret === undefined ? null : <NewSecret secret={props.secret} />}
      <Identity {...props} />
      <Snippets
        title="Get your first token"
        about="Each runs as it stands in an empty folder."
        snippets={props.snippets}
      />
      {props.hasSecrets ? <Secrets frame={frame} app={app} secrets={props.secrets} /> : null}
      <Owners frame={frame} href={app.href} owners={props.owners} what="application" />
      <Ending frame={frame} app={app} />
    </PortalPage>
  )
}

function NewSecret({ secret }: { secret: string }) {
  return (
    <Panel
      id="secret"
      title="Your secret"
      about="It is kept here only as a hash: nobody can show it to you again."
    >
      <div class="reveal" role="status">
        <p>
          <strong>Copy it now.</strong> When you leave this page it is gone; if it gets lost, make another
          one.
        </p>
        <Value id="client-secret" of={secret} />
      </div>
    </Panel>
  )
}

function Identity({ app, clientId, issuer, redirectUris, scope }: AppPageProps) {
  return (
    <Panel
      id="identity"
      title="What your code needs"
      about="Libraries find every other address by the issuer."
    >
      <dl class="facts">
        <dt>Client ID</dt>
        <dd>
          <Value id="client-id" of={clientId} />
        </dd>
        <dt>Issuer</dt>
        <dd>
          <Value id="issuer" of={issuer} />
        </dd>
        {redirectUris.length === 0 ? null : (
          <>
            <dt>Redirect URIs</dt>
            <dd>
              <ul>
                {redirectUris.map((uri) => (
                  <li key={uri}>
                    <code>{uri}</code>
                  </li>
                ))}
              </ul>
            </dd>
          </>
        )}
        <dt>May ask for</dt>
        <dd>{scope === '' ? 'nothing yet' : <code>{scope}</code>}</dd>
      </dl>
      <p>
        <a href={`${app.href}/edit`}>Change it</a>
      </p>
    </Panel>
  )
}

function Secrets({ frame, app, secrets }: { frame: PortalFrame; app: AppHead; secrets: ShownSecret[] }) {
  return (
    <Panel
      id="secrets"
      title="Secrets"
      about="Two can be good at a time: add one, give it to your application, and when the old one is no longer used, remove it."
    >
      <ul class="rows">
        {secrets.map(({ id, name, created, used }) => (
          <li key={id}>
            <div class="who">
              <strong>{name}</strong>
              <p class="quiet-text">
                {created === undefined ? '' : `Made ${created}. `}
                {used === undefined ? 'Not used yet.' : `Last used ${used}.`}
              </p>
            </div>
            {secrets.length > 1 ? (
              <Confirmed
                frame={frame}
                action={`${app.href}/secrets/remove`}
                fields={{ secret: id }}
                opener="Remove"
                consequence="Whatever still uses this secret gets no more tokens, within two minutes."
                confirm="Remove this secret"
              />
            ) : null}
          </li>
        ))}
      </ul>
      {secrets.length < 2 ? (
        <PortalForm frame={frame} action={`${app.href}/secrets`}>
          <p>
            <button type="submit" class="small">
              Add a second secret
            </button>
          </p>
        </PortalForm>
      ) : (
        <p class="quiet-text">“Last used” is exact to five minutes.</p>
      )}
    </Panel>
  )
}

function Ending({ frame, app }: { frame: PortalFrame; app: AppHead }) {
  return (
    <Panel id="ending" title="Ending it">
      <ul class="rows">
        <li>
          <div class="who">
            Disconnect everybody
            <p class="quiet-text">People keep what they allowed, and sign in once more.</p>
          </div>
          <Confirmed
            frame={frame}
            action={`${app.href}/disconnect`}
            opener="Disconnect"
            consequence="Every refresh token and code of this application dies within two minutes. Access tokens that are out stay good until they expire, ten minutes by default."
            confirm="Disconnect everybody"
          />
        </li>
        <li>
          <div class="who">
            Delete this application
            <p class="quiet-text">Nobody can sign in to it any more. Its ID never comes back.</p>
          </div>
          <a class="button danger small" href={`${app.href}/delete`}>
            Delete
          </a>
        </li>
      </ul>
    </Panel>
  )
}
