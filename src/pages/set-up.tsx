import { type Problem, Problems, TextField } from './fields.tsx'
import { Layout } from './layout.tsx'
import { portalStylesheetPath } from './stylesheet-portal.ts'
import { Ticket } from './ticket.tsx'

export interface SetUpPageProps {
  issuer: string
  /** The server has been set up; a new token lets one more operator in. */
  again: boolean
  /** Why the environment has no token that could be typed. */
  tokenFault: 'missing' | 'short' | undefined
  shortestToken: number
  shortestPassword: number
  typed: { login: string; name: string; email: string }
  problems: readonly Problem[]
  /** Stands for the token on a form that came back. */
  proof?: string
}

export function SetUpPage(props: SetUpPageProps) {
  const title = props.again ? 'Make another operator' : 'Set up this server'
  const stub = (
    <>
      <img class="mark" src="/icon.svg" alt="" width="56" height="56" />
      <h1>{title}</h1>
      <p>
        {props.again
          ? 'Set-up has been opened again with a new token. It makes one more operator, is noted in the audit trail, and closes.'
          : 'You deployed it; now make yourself its operator. This page works once, and then closes for good.'}
      </p>
      <p class="host">{props.issuer}</p>
    </>
  )
  return (
    <Layout title={props.problems.length > 0 ? `Problem: ${title}` : title} stylesheet={portalStylesheetPath}>
      <Ticket stub={stub}>{props.tokenFault ? <NoToken {...props} /> : <OperatorForm {...props} />}</Ticket>
    </Layout>
  )
}

function NoToken({ tokenFault, shortestToken }: SetUpPageProps) {
  return (
    <>
      <p class="problem" role="alert">
        {tokenFault === 'missing'
          ? 'SETUP_TOKEN is not set.'
          : `SETUP_TOKEN is shorter than ${shortestToken} characters.`}
      </p>
      <p>
        It is a secret of the Worker that only you know, and proves here that you run it. Make one, give it to
        the Worker, and open this page again:
      </p>
      <pre>
        <code>{'openssl rand -base64 32\nnpx wrangler secret put SETUP_TOKEN'}</code>
      </pre>
    </>
  )
}

function OperatorForm({ typed, problems, proof, shortestPassword }: SetUpPageProps) {
  const problem = (name: string) => problems.find(({ field }) => field === name)?.message
  return (
    <form method="post" action="/setup">
      <Problems problems={problems} />
      {proof === undefined ? (
        <TextField
          name="setup_token"
          label="Set-up token"
          hint="Printed by npm run deploy; or the value of SETUP_TOKEN that you gave the Worker."
          value=""
          type="password"
          technical
          required
          autofocus
          problem={problem('setup_token')}
        />
      ) : (
        <>
          <input type="hidden" name="proof" value={proof} />
          <p class="notice done">The set-up token is right.</p>
        </>
      )}
      <TextField
        name="name"
        label="Your name"
        value={typed.name}
        autocomplete="name"
        required
        maxlength={200}
        problem={problem('name')}
      />
      <TextField
        name="login"
        label="User name"
        hint="What you sign in with; the email address works as well."
        value={typed.login}
        autocomplete="username"
        technical
        required
        maxlength={200}
        problem={problem('login')}
      />
      <TextField
        name="email"
        label="Email address"
        value={typed.email}
        type="email"
        autocomplete="email"
        required
        maxlength={254}
        problem={problem('email')}
      />
      <TextField
        name="password"
        label="Password"
        hint={`At least ${shortestPassword} characters. A few words in a row are easier to keep than signs.`}
        value=""
        type="password"
        autocomplete="new-password"
        required
        problem={problem('password')}
      />
      <TextField
        name="password_again"
        label="The password once more"
        value=""
        type="password"
        autocomplete="new-password"
        required
        problem={problem('password_again')}
      />
      <p class="actions">
        <button type="submit" class="primary">
          Make me the operator
        </button>
      </p>
    </form>
  )
}

export function SetUpClosedPage({ issuer }: { issuer: string }) {
  const stub = (
    <>
      <img class="mark" src="/icon.svg" alt="" width="56" height="56" />
      <h1>Set-up is closed</h1>
      <p class="host">{issuer}</p>
    </>
  )
  return (
    <Layout title="Set-up is closed" stylesheet={portalStylesheetPath}>
      <Ticket stub={stub}>
        <p>This server has been set up, and the token that did it is used up.</p>
        <p class="actions">
          <a class="button primary" href="/admin">
            Sign in to the console
          </a>
        </p>
        <p class="small-print">
          If no operator can sign in any more, whoever runs this Worker gives it a new SETUP_TOKEN; this page
          then opens once more, and the audit trail says so.
        </p>
      </Ticket>
    </Layout>
  )
}

/** What everybody else sees until there is an operator. */
export function NotSetUpPage() {
  const stub = (
    <>
      <img class="mark" src="/icon.svg" alt="" width="56" height="56" />
      <h1>Nearly there</h1>
    </>
  )
  return (
    <Layout title="Not set up yet">
      <Ticket stub={stub}>
        <p>This server runs, but nobody has set it up yet. Until then it serves nothing.</p>
        <p class="actions">
          <a class="button primary" href="/setup">
            Set it up
          </a>
        </p>
      </Ticket>
    </Layout>
  )
}
