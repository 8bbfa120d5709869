import { Code, Value } from '../developer/code.tsx'
import { Check, Checks, type Problem, Problems, TextField } from '../fields.tsx'
import { Notice, Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'

export interface WelcomePageProps {
  frame: PortalFrame
  name: string
  scopes: { name: string; meaning: string; checked: boolean }[]
  problems: readonly Problem[]
  /** Shown once. */
  made?: { id: string; name: string; secret: string; command: string }
}

const steps = [
  {
    name: 'Register an API',
    href: '/admin/apis/new',
    why: 'what tokens are for, and the sentences of consent',
  },
  { name: 'Register an application', href: '/admin/clients/new', why: 'who asks for tokens' },
  { name: 'Add people', href: '/admin/people/new', why: 'and give some of them the role developer' },
  {
    name: 'Look through the settings',
    href: '/admin/settings',
    why: 'the name of this server, lifetimes, who may register',
  },
]

export function WelcomePage({ frame, name, scopes, problems, made }: WelcomePageProps) {
  return (
    <PortalPage
      frame={frame}
      title={made ? 'Your client is ready' : 'Welcome'}
      lead={
        made
          ? 'Copy its secret now: only its hash is kept, and nobody can show it again.'
          : 'This server is yours. Here is what usually comes next; all of it can wait.'
      }
      faulty={problems.length > 0}
    >
      {made ? <Made {...made} /> : null}
      {made ? null : (
        <Panel title="Next" about="In the order in which things need each other.">
          <ol class="rows">
            {steps.map(({ name, href, why }) => (
              <li key={href}>
                <span class="who">
                  <a href={href}>{name}</a>
                  <span class="login">{why}</span>
                </span>
              </li>
            ))}
          </ol>
        </Panel>
      )}
      {made ? null : (
        <Panel
          title="A client for the management API"
          id="machine"
          about="For scripts and pipelines: it does by JSON what you do here by hand. Ticked is what registers applications, APIs and people; give it no more than it needs. Only one with everything ticked manages operators and clients like itself."
        >
          <Problems problems={problems} />
          <PortalForm frame={frame} action="/admin/welcome">
            <TextField
              name="client_name"
              label="Name"
              value={name}
              required
              problem={problems.find(({ field }) => field === 'client_name')?.message}
            />
            <Checks
              name="scope"
              legend="What it may do"
              problem={problems.find(({ field }) => field === 'scope')?.message}
            >
              <div class="columns">
                {scopes.map((scope) => (
                  <Check
                    key={scope.name}
                    name={`scope:${scope.name}`}
                    checked={scope.checked}
                    label={<code>{scope.name}</code>}
                    hint={scope.meaning}
                  />
                ))}
              </div>
            </Checks>
            <p class="actions end">
              <button type="submit" class="primary">
                Make the client
              </button>
            </p>
          </PortalForm>
        </Panel>
      )}
    </PortalPage>
  )
}

function Made({ id, secret, command }: NonNullable<WelcomePageProps['made']>) {
  return (
    <Panel title="Credentials" about="A password manager or your pipeline’s secret store is a good place.">
      <div class="reveal" role="status">
        <p>
          <strong>Copy them now.</strong> When you leave this page the secret is gone.
        </p>
        <Value id="client-id" of={id} />
        <Value id="client-secret" of={secret} />
      </div>
      <Code id="command" caption="Try it in a shell" code={command} />
      <Notice kind="done">
        <p>
          Its registration is <a href={`/admin/clients/${encodeURIComponent(id)}`}>among the clients</a>; a
          second secret, to rotate it without an outage, is made there.
        </p>
      </Notice>
    </Panel>
  )
}
