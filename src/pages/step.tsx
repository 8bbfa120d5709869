import type { Child } from 'hono/jsx'
import type { Application } from './application.ts'
import { Layout } from './layout.tsx'
import { Website } from './links.tsx'
import { Mark } from './name.tsx'
import type { Text } from './text.ts'
import { Ticket } from './ticket.tsx'

export interface StepPageProps {
  t: Text
  /** Who asks. */
  application?: Application | undefined
  title: string
  /** The page's one `h1`, where it is more than the title. */
  heading?: Child
  /** A sentence below it. */
  lead?: Child
  /** What went wrong with what was sent: the title says that something did, a `ProblemLine` in the form what. */
  problem?: string | undefined
  /** What the page's forms need of script, by its path. */
  script?: string | undefined
  children?: Child
}

/** A page of a sign-in: who asks and what for on the stub, what to do about it on the slip. */
export function StepPage({ t, application, title, heading, lead, problem, script, children }: StepPageProps) {
  const stub = (
    <>
      {application ? <Mark name={application.name} logo={application.logo} /> : null}
      {heading ?? <h1>{title}</h1>}
      {lead ? <p>{lead}</p> : null}
      {application ? <Website application={application} /> : null}
    </>
  )
  return (
    <Layout title={problem === undefined ? title : t('page.problem', { title })} script={script}>
      <Ticket stub={stub}>{children}</Ticket>
    </Layout>
  )
}

export interface StepFormProps {
  /** Where it posts to; `/sign-in` and the like. */
  action: string
  /** The sealed request that the step returns to. */
  request: string
  /** The way to sign in that it belongs to. */
  method?: string | undefined
  /** What a script looks for. */
  id?: string | undefined
  problem?: string | undefined
  children?: Child
}

export function StepForm({ action, request, method, id, problem, children }: StepFormProps) {
  return (
    <form method="post" action={action} id={id}>
      <input type="hidden" name="request" value={request} />
      {method === undefined ? null : <input type="hidden" name="method" value={method} />}
      <ProblemLine problem={problem} />
      {children}
    </form>
  )
}

/** Fields name it in `aria-describedby`. */
export const problemId = 'problem'

export function ProblemLine({ problem }: { problem: string | undefined }) {
  if (problem === undefined) return null
  return (
    <p class="problem" id={problemId} role="alert">
      {problem}
    </p>
  )
}

export interface StepFieldProps {
  name: string
  label: string
  type?: 'text' | 'password' | 'email'
  value?: string | undefined
  autocomplete: string
  autofocus?: boolean
  optional?: boolean
  /** It is what the problem is about. */
  faulty?: boolean | undefined
  hint?: Child
  /** At the end of the label's line: a link to what helps who cannot fill it in. */
  help?: Child
  maxlength?: number
  minlength?: number
}

/** What somebody types who signs in: no capitals, no spelling. */
export function StepField({ name, label, type = 'text', hint, help, faulty, ...more }: StepFieldProps) {
  const described = [faulty ? problemId : '', hint ? `${name}-hint` : ''].filter(Boolean).join(' ')
  return (
    <div class="field">
      <div class="label">
        <label for={name}>{label}</label>
        {help}
      </div>
      <input
        id={name}
        name={name}
        type={type}
        value={more.value}
        autocomplete={more.autocomplete}
        autocapitalize="none"
        spellcheck={false}
        required={!more.optional}
        autofocus={more.autofocus}
        maxlength={more.maxlength}
        minlength={more.minlength}
        aria-describedby={described || undefined}
        aria-invalid={faulty ? 'true' : undefined}
      />
      {hint ? (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      ) : null}
    </div>
  )
}

export interface CodeFieldProps {
  name: string
  label: string
  /** How many digits or letters; spaces between them may come on top. */
  length: number
  /** Letters too: a recovery code, or one from a mail. */
  letters?: boolean
  value?: string | undefined
  faulty?: boolean | undefined
  hint?: Child
  autofocus?: boolean
  /** The id of a warning that goes with it. */
  describedBy?: string
}

/** A code, in letters wide enough to compare one by one; a phone offers what it has received. */
export function CodeField({ name, label, length, letters, hint, autofocus = true, ...more }: CodeFieldProps) {
  const { value, faulty, describedBy = '' } = more
  const described = [faulty ? problemId : '', hint ? `${name}-hint` : '', describedBy]
    .filter(Boolean)
    .join(' ')
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        class="code-input"
        dir="ltr"
        value={value}
        inputmode={letters ? undefined : 'numeric'}
        autocomplete={letters ? 'off' : 'one-time-code'}
        autocapitalize={letters ? 'characters' : undefined}
        spellcheck={false}
        required
        autofocus={autofocus}
        maxlength={length * 2}
        aria-describedby={described || undefined}
        aria-invalid={faulty ? 'true' : undefined}
      />
      {hint ? (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      ) : null}
    </div>
  )
}

/** "or", between the form and the other ways. */
export function Divider({ t }: { t: Text }) {
  return (
    <p class="divider">
      <span>{t('step.or')}</span>
    </p>
  )
}

/** The last line of a step: what else can be done, in small. */
export const StepFoot = ({ children }: { children?: Child }) => <div class="step-foot">{children}</div>
