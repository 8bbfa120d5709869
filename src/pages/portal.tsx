import type { Child } from 'hono/jsx'
import { Layout } from './layout.tsx'
import { Mark, Name } from './name.tsx'
import { portalScriptPath } from './portal-script.ts'
import { Say } from './say.tsx'
import { portalStylesheetPath } from './stylesheet-portal.ts'
import type { Text } from './text.ts'

export interface Place {
  name: string
  href: string
}

/** What stays the same on every page of a portal. */
export interface PortalFrame {
  /** The name of this server. */
  server: string
  portal: Place
  places: Place[]
  person: { name: string; login: string }
  /** The account page is in the person's language, all others are in English. */
  t: Text
  /** For every form; good in this session only. */
  token: string
  /** Where choosing another account comes back to. */
  path: string
}

export interface PortalPageProps {
  frame: PortalFrame
  /** Of the places, the one that this page belongs to. */
  place?: string | undefined
  title: string
  /** What stands in the head instead of the title: a name, with its mark. */
  heading?: Child
  /** The page above this one. */
  above?: Place | undefined
  lead?: Child
  /** What can be done here, at the right of the head. */
  actions?: Child
  /** The pages beside this one, for instance those of one application. */
  tabs?: (Place & { current: boolean })[] | undefined
  /** Where something is wrong with what was sent. */
  faulty?: boolean | undefined
  /** What it needs of script instead of the portal's own, by its path. */
  script?: string | undefined
  children?: Child
}

/** A page of a portal: who is here and where they may go above, then one sheet of the ticket's paper. */
export function PortalPage(props: PortalPageProps) {
  const { frame, place, title, faulty = false, script = portalScriptPath, children, ...head } = props
  return (
    <Layout
      title={`${faulty ? frame.t('page.problem', { title }) : title} · ${frame.portal.name}`}
      serverName={frame.server}
      banner={<Masthead frame={frame} place={place} />}
      stylesheet={portalStylesheetPath}
      script={script}
    >
      <div class="folio">
        <FolioHead title={title} {...head} />
        <div class="leaf">{children}</div>
      </div>
    </Layout>
  )
}

type Head = Pick<PortalPageProps, 'title' | 'heading' | 'above' | 'lead' | 'actions' | 'tabs'>

function FolioHead({ title, heading, above, lead, actions, tabs }: Head) {
  return (
    <header class="stub">
      {above ? (
        <p class="above">
          <a href={above.href}>
            <span aria-hidden="true" class="arrow">
              ←
            </span>{' '}
            <Name of={above.name} />
          </a>
        </p>
      ) : null}
      <div class="headline">
        <div class="heading">{heading ?? <h1>{title}</h1>}</div>
        {actions ? <div class="actions">{actions}</div> : null}
      </div>
      {lead ? <p class="lead">{lead}</p> : null}
      {tabs ? (
        <nav class="tabs" aria-label={title}>
          <ul>
            {tabs.map(({ name, href, current }) => (
              <li key={href}>
                <a href={href} aria-current={current ? 'page' : undefined}>
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      ) : null}
    </header>
  )
}

function Masthead({ frame, place }: { frame: PortalFrame; place: string | undefined }) {
  const { t, server, portal, places, person } = frame
  return (
    <header class="masthead">
      <a class="skip" href="#content">
        {t('portal.skip')}
      </a>
      <a class="brand" href={portal.href}>
        <img src="/icon.svg" alt="" width="28" height="28" />
        <span>
          <bdi>{server}</bdi> <span class="portal-name">{portal.name}</span>
        </span>
      </a>
      <nav aria-label={portal.name}>
        <ul>
          {places.map(({ name, href }) => (
            <li key={href}>
              <a href={href} aria-current={href === place ? 'true' : undefined}>
                {name}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <details class="me">
        <summary>
          <Mark name={person.name} />
          <Name of={person.name} />
        </summary>
        <AccountMenu frame={frame} />
      </details>
    </header>
  )
}

function AccountMenu({ frame: { t, portal, person, token, path } }: { frame: PortalFrame }) {
  return (
    <form method="post" action="/portal/account">
      <input type="hidden" name="token" value={token} />
      <input type="hidden" name="path" value={path} />
      <p>
        <Say
          t={t}
          say="portal.signed_in_as"
          values={{
            person: (
              <strong>
                <Name of={person.login} />
              </strong>
            ),
          }}
        />
      </p>
      {portal.href === '/account' ? null : (
        <a class="button" href="/account">
          {t('account.name')}
        </a>
      )}
      <button type="submit" name="action" value="switch">
        {t('select_account.another')}
      </button>
      <button type="submit" name="action" value="sign-out">
        {t('portal.sign_out')}
      </button>
    </form>
  )
}

export interface PanelProps {
  title: string
  /** Makes the title a place that links lead to. */
  id?: string | undefined
  /** What it is for, beside its content on a wide screen. */
  about?: Child
  children?: Child
}

/** A part of a page: what it is called and for at the left, what it holds at the right. */
export function Panel({ title, id, about, children }: PanelProps) {
  return (
    <section class="panel" id={id} aria-labelledby={id === undefined ? undefined : `${id}-title`}>
      <div class="about">
        <h2 id={id === undefined ? undefined : `${id}-title`}>{title}</h2>
        {about ? <p>{about}</p> : null}
      </div>
      <div class="content">{children}</div>
    </section>
  )
}

/** What has just happened, or what a person must know first. */
export function Notice({ kind, children }: { kind: 'done' | 'warning' | 'problem'; children?: Child }) {
  return (
    <div class={`notice ${kind}`} role={kind === 'problem' ? 'alert' : 'status'}>
      {children}
    </div>
  )
}

/** A form of a portal: always a POST to this server, with the token that ties it to the session. */
export function PortalForm(props: {
  frame: Pick<PortalFrame, 'token'>
  action: string
  class?: string
  children?: Child
}) {
  return (
    <form method="post" action={props.action} class={props.class}>
      <input type="hidden" name="token" value={props.frame.token} />
      {props.children}
    </form>
  )
}

/**
 * Something that cannot be undone: the button only opens what it means, and the second one does it.
 * @param opener what the first button says
 */
export function Confirmed(props: {
  frame: Pick<PortalFrame, 'token'>
  action: string
  opener: Child
  consequence: Child
  confirm: Child
  fields?: Record<string, string>
}) {
  return (
    <details class="confirmed">
      <summary class="button">{props.opener}</summary>
      <PortalForm frame={props.frame} action={props.action}>
        {Object.entries(props.fields ?? {}).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <p>{props.consequence}</p>
        <button type="submit" class="danger">
          {props.confirm}
        </button>
      </PortalForm>
    </details>
  )
}
