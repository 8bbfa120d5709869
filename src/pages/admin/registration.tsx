import { Code } from '../developer/code.tsx'
import { type Problem, Problems, TextField } from '../fields.tsx'
import { Confirmed, Notice, Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'
import { Further } from './list.tsx'

export interface RegistrationPageProps {
  frame: PortalFrame
  tabs: { name: string; href: string; current: boolean }[]
  /** Who may register by RFC 7591, in words. */
  policy: string
  values: Readonly<Record<string, string>>
  problems: readonly Problem[]
  /** Shown once. */
  made?: { token: string; command: string } | undefined
  notice?: string | undefined
  tokens: { id: string; name: string; facts: string; spent: boolean }[]
  next?: string | undefined
}

/** Initial access tokens (RFC 7591 §3). */
export function RegistrationPage(props: RegistrationPageProps) {
  const { frame, tabs, policy, values, problems, made, tokens, next } = props
  const field = (name: string) => ({
    name,
    value: values[name] ?? '',
    problem: problems.find((each) => each.field === name)?.message,
  })
  return (
    <PortalPage
      frame={frame}
      place="/admin/clients"
      title="Initial access tokens"
      lead="A program that shows one registers itself as a client (RFC 7591)."
      tabs={tabs}
      faulty={problems.length > 0}
    >
      {props.notice === undefined ? null : <Notice kind="done">{props.notice}</Notice>}
      {made === undefined ? null : (
        <Panel title="The new token" about="Only its hash is kept: nobody can show it again.">
          <div class="reveal" role="status">
            <p>
              <strong>Copy it now.</strong>
            </p>
            <Code id="initial-access-token" caption="Token" code={made.token} wrap />
          </div>
          <Code id="register" caption="Register a client with it" code={made.command} />
        </Panel>
      )}
      <Panel title="Who may register" about="One of the settings.">
        <p>
          {policy} <a href="/admin/settings#registration">Change it</a>
        </p>
      </Panel>
      <Panel title="Make a token" about="Give each its own: then one can be taken back without the others.">
        <PortalForm frame={frame} action="/admin/clients/registration">
          <Problems problems={problems} />
          <TextField {...field('name')} label="For whom or what" required maxlength={200} />
          <TextField
            {...field('uses')}
            label="How many clients it registers"
            type="number"
            hint="Empty: any number."
          />
          <TextField
            {...field('days')}
            label="Good for"
            type="number"
            suffix="days"
            hint="Empty: until it is deleted."
          />
          <p class="actions end">
            <button type="submit" name="action" value="create" class="primary">
              Make it
            </button>
          </p>
        </PortalForm>
      </Panel>
      <Panel title="Tokens" about="What was registered by one stays when it goes.">
        {tokens.length === 0 ? <p class="quiet-text">There are none.</p> : null}
        <ul class="rows">
          {tokens.map(({ id, name, facts, spent }) => (
            <li key={id}>
              <div class="who">
                <bdi>{name}</bdi> {spent ? <span class="tag">Used up</span> : null}
                <p class="quiet-text">{facts}</p>
              </div>
              <Confirmed
                frame={frame}
                action="/admin/clients/registration"
                fields={{ action: 'delete', id }}
                opener="Delete"
                consequence="Whoever has it can register nothing more."
                confirm="Delete this token"
              />
            </li>
          ))}
        </ul>
      </Panel>
      <Further next={next} />
    </PortalPage>
  )
}
