import { Mark, Name } from '../name.tsx'
import { plainName } from '../plain-name.ts'
import { Confirmed, Notice, Panel, type PortalFrame, PortalPage } from '../portal.tsx'
import { type ApiHead, allApis, apiTabs } from './api-head.tsx'
import { Value } from './code.tsx'
import { type Owner, Owners } from './owners.tsx'
import { type ShownSnippet, Snippets } from './snippets.tsx'

export interface ApiPageProps {
  frame: PortalFrame
  api: ApiHead
  issuer: string
  notice?: string | undefined
  format: 'jwt' | 'reference'
  alg: string
  isLight: boolean
  /** Seconds. */
  lifetime?: number | undefined
  isOpen: boolean
  scopes: { scope: string; sentence: string }[]
  endpoints: { endpoint: string; scope: string }[]
  snippets: ShownSnippet[]
  /** The applications that may ask for it. */
  linked: { id: string; name: string; scope: string }[]
  moreLinked?: string | undefined
  owners: Owner[]
}

export function ApiPage(props: ApiPageProps) {
  const { frame, api } = props
  return (
    <PortalPage
      frame={frame}
      place="/developer/apis"
      title={plainName(api.name)}
      heading={
        <>
          <Mark name={api.name} />
          <h1>
            <Name of={api.name} />
          </h1>
          {props.isOpen ? <span class="tag">Open to every developer</span> : null}
        </>
      }
      above={allApis}
      lead={<code>{api.identifier}</code>}
      tabs={apiTabs(api, 'overview')}
    >
      {props.notice === undefined ? null : <Notice kind="done">{props.notice}</Notice>}
      <Rules {...props} />
      <Scopes {...props} />
      <Snippets
        title="Check its tokens"
        about="One function before your handlers. It lets through what carries a good token with the scope, and answers everything else as the standards have it."
        snippets={props.snippets}
      />
      <Linked {...props} />
      <Owners frame={frame} href={api.href} owners={props.owners} what="API" />
      <Panel id="ending" title="Ending it">
        <ul class="rows">
          <li>
            <div class="who">
              Delete this API
              <p class="quiet-text">No application gets tokens for it any more.</p>
            </div>
            <a class="button danger small" href={`${api.href}/delete`}>
              Delete
            </a>
          </li>
        </ul>
      </Panel>
    </PortalPage>
  )
}

function Rules({ api, issuer, format, alg, isLight, lifetime }: ApiPageProps) {
  return (
    <Panel id="rules" title="What its tokens are" about="What any library needs to be told.">
      <dl class="facts">
        <dt>Audience</dt>
        <dd>
          <Value id="audience" of={api.identifier} />
        </dd>
        <dt>Issuer</dt>
        <dd>
          <Value id="issuer" of={issuer} />
        </dd>
        {format === 'jwt' ? (
          <>
            <dt>Keys</dt>
            <dd>
              <Value id="keys" of={`${issuer}/oauth2/jwks`} />
            </dd>
            <dt>Signature</dt>
            <dd>
              {alg}, <code>typ</code> {isLight ? 'JWT, as light-oauth2 had it' : 'at+jwt'}
            </dd>
          </>
        ) : (
          <>
            <dt>Introspection</dt>
            <dd>
              <Value id="introspection" of={`${issuer}/oauth2/introspect`} />
            </dd>
          </>
        )}
        <dt>Life</dt>
        <dd>{lifetime === undefined ? 'as the application has it' : `at most ${lifetime} seconds`}</dd>
      </dl>
    </Panel>
  )
}

function Scopes({ api, scopes, endpoints }: ApiPageProps) {
  return (
    <Panel id="scopes" title="Scopes" about="What people read when an application asks for them.">
      {scopes.length === 0 ? (
        <p>
          None yet. <a href={`${api.href}/edit`}>Add some</a>, or no application can ask for this API.
        </p>
      ) : (
        <dl class="facts">
          {scopes.map(({ scope, sentence }) => (
            <>
              <dt>
                <code>{scope}</code>
              </dt>
              <dd>
                <bdi>{sentence}</bdi>
              </dd>
            </>
          ))}
        </dl>
      )}
      {endpoints.length === 0 ? null : (
        <>
          <h3>Endpoints</h3>
          <dl class="facts">
            {endpoints.map(({ endpoint, scope }) => (
              <>
                <dt>
                  <code>{endpoint}</code>
                </dt>
                <dd>
                  <code>{scope}</code>
                </dd>
              </>
            ))}
          </dl>
        </>
      )}
    </Panel>
  )
}

function Linked({ frame, api, linked, moreLinked, isOpen }: ApiPageProps) {
  return (
    <Panel
      id="linked"
      title="Applications"
      about={
        isOpen
          ? 'Those that may ask for it. It is open: every developer may add theirs.'
          : 'Those that may ask for it. Its owners may add theirs.'
      }
    >
      {linked.length === 0 ? (
        <p class="quiet-text">None yet. An application gets its scopes on its page “Edit”.</p>
      ) : (
        <ul class="rows">
          {linked.map(({ id, name, scope }) => (
            <li key={id}>
              <div class="who">
                <Name of={name} />
                <p class="quiet-text">
                  <code>{id}</code> · {scope === '' ? 'no scope of it' : <code>{scope}</code>}
                </p>
              </div>
              <Confirmed
                frame={frame}
                action={`${api.href}/unlink`}
                fields={{ client: id }}
                opener="Unlink"
                consequence="It gets no more tokens for this API, and loses the scopes that only this API has. Its owners are not told."
                confirm="Unlink this application"
              />
            </li>
          ))}
        </ul>
      )}
      {moreLinked === undefined ? null : <a href={moreLinked}>More</a>}
    </Panel>
  )
}
