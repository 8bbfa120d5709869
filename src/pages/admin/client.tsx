import type { Child } from 'hono/jsx'
import { Value } from '../developer/code.tsx'
import { TextField } from '../fields.tsx'
import { Mark, Name } from '../name.tsx'
import { plainName } from '../plain-name.ts'
import { Confirmed, Notice, Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'

export interface ShownOwner {
  sub: string
  name: string
  login: string
  href: string
}

export interface ClientPageProps {
  frame: PortalFrame
  href: string
  id: string
  name: string
  logo?: string | undefined
  website?: string | undefined
  kind: string
  tags: string[]
  disabled: boolean
  facts: { term: string; values: string[] }[]
  apis: { name: string; href?: string | undefined }[]
  secret?: string | undefined
  notice?: string | undefined
  hasSecrets: boolean
  secrets: { id: string; name: string; facts: string }[]
  owners: ShownOwner[]
  ownerProblem?: string | undefined
  typedOwner?: string | undefined
}

export function ClientPage(props: ClientPageProps) {
  const { frame, href, id, name, disabled } = props
  return (
    <PortalPage
      frame={frame}
      place="/admin/clients"
      title={plainName(name)}
      heading={
        <>
          <Mark name={name} logo={props.logo} />
          <h1>
            <Name of={name} />
          </h1>
          {props.tags.map((tag) => (
            <span class="tag" key={tag}>
              {tag}
            </span>
          ))}
        </>
      }
      above={{ name: 'Clients', href: '/admin/clients' }}
      lead={props.kind}
      actions={
        <>
          <a class="button primary" href={`${href}/edit`}>
            Edit
          </a>
          <a class="button" href={`/admin/audit?client=${encodeURIComponent(id)}`}>
            Its audit trail
          </a>
        </>
      }
      faulty={props.ownerProblem !== undefined}
    >
      {disabled ? <Notice kind="warning">Disabled: it gets no tokens.</Notice> : null}
      {props.notice === undefined ? null : <Notice kind="done">{props.notice}</Notice>}
      {props.secret === undefined ? null : (
        <Panel id="secret" title="Its new secret" about="Kept only as a hash: nobody can show it again.">
          <div class="reveal" role="status">
            <p>
              <strong>Copy it now.</strong>
            </p>
            <Value id="client-secret" of={props.secret} />
          </div>
        </Panel>
      )}
      <Panel title="Registration">
        <dl class="facts">
          <dt>Client ID</dt>
          <dd>
            <Value id="client-id" of={id} />
          </dd>
          {props.facts.map(({ term, values }) => (
            <Fact key={term} term={term} values={values} />
          ))}
          <dt>APIs</dt>
          <dd>
            {props.apis.length === 0 ? 'none' : null}
            <ul>
              {props.apis.map((api) => (
                <li key={api.name}>
                  {api.href === undefined ? (
                    <Name of={api.name} />
                  ) : (
                    <a href={api.href}>
                      <Name of={api.name} />
                    </a>
                  )}
                </li>
              ))}
            </ul>
          </dd>
        </dl>
      </Panel>
      {props.hasSecrets ? <Secrets {...props} /> : null}
      <Owners {...props} />
      <Ending {...props} />
    </PortalPage>
  )
}

function Fact({ term, values }: { term: string; values: string[] }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>
        <ul>
          {values.map((value) => (
            <li key={value}>
              <bdi>{value}</bdi>
            </li>
          ))}
        </ul>
      </dd>
    </>
  )
}

function Secrets({ frame, href, secrets }: ClientPageProps) {
  return (
    <Panel
      id="secrets"
      title="Secrets"
      about="Two can be good at a time: add one, bring it to where it is used, then remove the other."
    >
      <ul class="rows">
        {secrets.map(({ id, name, facts }) => (
          <li key={id}>
            <div class="who">
              <strong>{name}</strong>
              <p class="quiet-text">{facts}</p>
            </div>
            {secrets.length > 1 ? (
              <Confirmed
                frame={frame}
                action={href}
                fields={{ action: 'remove-secret', secret: id }}
                opener="Remove"
                consequence="Whatever still uses this secret gets no more tokens, within two minutes."
                confirm="Remove this secret"
              />
            ) : null}
          </li>
        ))}
      </ul>
      {secrets.length < 2 ? (
        <PortalForm frame={frame} action={href}>
          <p>
            <button type="submit" name="action" value="add-secret" class="small">
              Add a second secret
            </button>
          </p>
        </PortalForm>
      ) : null}
    </Panel>
  )
}

export interface OwnersProps {
  frame: PortalFrame
  href: string
  owners: ShownOwner[]
  ownerProblem?: string | undefined
  typedOwner?: string | undefined
  about?: Child
}

export function Owners({ frame, href, owners, ownerProblem, typedOwner, about }: OwnersProps) {
  return (
    <Panel
      id="owners"
      title="Owners"
      about={about ?? 'People who may change it in the developer portal. Operators may in any case.'}
    >
      {owners.length === 0 ? <p class="quiet-text">Nobody but operators.</p> : null}
      <ul class="rows">
        {owners.map((owner) => (
          <li key={owner.sub}>
            <span class="person">
              <Mark name={owner.name} />
              <span class="who">
                <a href={owner.href}>
                  <Name of={owner.name} />
                </a>
                <span class="login">
                  <Name of={owner.login} />
                </span>
              </span>
            </span>
            <Confirmed
              frame={frame}
              action={href}
              fields={{ action: 'remove-owner', owner: owner.sub }}
              opener="Remove"
              consequence="They can no longer see or change it. Secrets that they know stay good: replace those."
              confirm="Remove this owner"
            />
          </li>
        ))}
      </ul>
      <PortalForm frame={frame} action={href} class="inline">
        <TextField
          name="login"
          label="Add an owner"
          hint="Their user name or email address."
          value={typedOwner ?? ''}
          technical
          required
          problem={ownerProblem}
        />
        <button type="submit" name="action" value="add-owner">
          Add
        </button>
      </PortalForm>
    </Panel>
  )
}

function Ending({ frame, href, disabled }: ClientPageProps) {
  return (
    <Panel id="ending" title="Ending it" about="Each holds everywhere within two minutes.">
      <ul class="rows">
        <li>
          <div class="who">
            End all grants
            <p class="quiet-text">People keep what they allowed, and sign in once more.</p>
          </div>
          <Confirmed
            frame={frame}
            action={href}
            fields={{ action: 'end-grants' }}
            opener="End them"
            consequence="Every refresh token and code of this client is dead. Access tokens that are out are good until they expire."
            confirm="End all its grants"
          />
        </li>
        <li>
          <div class="who">
            {disabled ? 'Enable it again' : 'Disable it'}
            <p class="quiet-text">
              {disabled ? 'It gets tokens as before.' : 'It gets no more tokens; you can enable it again.'}
            </p>
          </div>
          <Confirmed
            frame={frame}
            action={href}
            fields={{ action: disabled ? 'enable' : 'disable' }}
            opener={disabled ? 'Enable' : 'Disable'}
            consequence={disabled ? 'Its secrets and grants are good again.' : 'Nobody can sign in to it.'}
            confirm={disabled ? 'Enable this client' : 'Disable this client'}
          />
        </li>
        <li>
          <div class="who">
            Delete it
            <p class="quiet-text">Its ID never comes back.</p>
          </div>
          <Confirmed
            frame={frame}
            action={href}
            fields={{ action: 'delete' }}
            opener="Delete"
            consequence="Its registration, secrets and grants are gone. It cannot be undone."
            confirm="Delete this client"
          />
        </li>
      </ul>
    </Panel>
  )
}
