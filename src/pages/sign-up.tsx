import type { Child } from 'hono/jsx'
import type { Application } from './application.ts'
import { Challenge, type ChallengeProps } from './challenge.tsx'
import { OutwardLink } from './links.tsx'
import { Name } from './name.tsx'
import { plainName } from './plain-name.ts'
import { Headline, Say } from './say.tsx'
import { StepField, StepFoot, StepForm, StepPage } from './step.tsx'
import type { MessageKey, Text } from './text.ts'

export interface SignUpPageProps {
  t: Text
  application: Application
  /** The account is for our own pages: there is no application to go on to. */
  isOwn: boolean
  request: string
  email: string
  problem?: string | undefined
  terms?: string | undefined
  privacy?: string | undefined
  agreed: boolean
  challenge?: ChallengeProps | undefined
}

/** The first page of somebody new: whose mailbox. */
export function SignUpPage(props: SignUpPageProps) {
  const { t, request, email, problem, terms, agreed, challenge } = props
  return (
    <NewcomerPage {...props}>
      <StepForm action="/sign-up" request={request} problem={problem}>
        <StepField
          name="email"
          label={t('sign_up.email')}
          hint={t('sign_up.email_hint')}
          type="email"
          value={email}
          autocomplete="email"
          autofocus
          faulty={problem !== undefined}
          maxlength={254}
        />
        {terms === undefined ? null : <Terms t={t} href={terms} agreed={agreed} />}
        <Privacy {...props} />
        {challenge ? <Challenge t={t} {...challenge} required /> : null}
        <div class="actions">
          <button type="submit" class="primary" name="action" value="begin">
            {t('sign_up.continue')}
          </button>
          <button type="submit" name="action" value="cancel" formnovalidate>
            {t('sign_in.cancel')}
          </button>
        </div>
        <HaveAccount t={t} />
      </StepForm>
    </NewcomerPage>
  )
}

export interface NewcomerDetailsPageProps extends SignUpPageProps {
  name: string
  /** They came by an invitation: nothing was asked before. */
  invited: boolean
  passkey: boolean
  password: boolean
}

/** The last one: what they are called, and what they prove themself with. */
export function NewcomerDetailsPage(props: NewcomerDetailsPageProps) {
  const { t, request, email, problem, invited, passkey, password, name } = props
  const { terms, agreed } = props
  return (
    <NewcomerPage {...props} lead={invited ? 'sign_up.invited' : undefined}>
      <StepForm action="/sign-up" request={request} problem={problem}>
        <div class="field">
          <label for="email">{t('sign_up.email')}</label>
          <input id="email" name="email" type="email" value={email} autocomplete="username" readonly />
        </div>
        <StepField
          name="name"
          label={t('sign_up.name')}
          hint={t('sign_up.name_hint')}
          value={name}
          autocomplete="name"
          autofocus
          maxlength={200}
        />
        {password ? (
          <StepField
            name="password"
            label={t('sign_up.password')}
            type="password"
            hint={t('reset.new_hint')}
            autocomplete="new-password"
            faulty={problem !== undefined}
            maxlength={1024}
          />
        ) : null}
        {invited && terms !== undefined ? <Terms t={t} href={terms} agreed={agreed} /> : null}
        {invited ? <Privacy {...props} /> : null}
        <div class="actions">
          {password ? (
            <button type="submit" class="primary" name="action" value="create">
              {t('sign_up.create')}
            </button>
          ) : null}
          {passkey ? (
            <button
              type="submit"
              class={password ? 'wide' : 'primary wide'}
              name="action"
              value="passkey"
              formnovalidate
            >
              {t('sign_up.with_passkey')}
            </button>
          ) : null}
        </div>
        {passkey ? <p class="hint">{t('sign_up.passkey_hint')}</p> : null}
        {invited ? <HaveAccount t={t} /> : null}
      </StepForm>
    </NewcomerPage>
  )
}

function NewcomerPage({
  t,
  application,
  isOwn,
  problem,
  lead,
  children,
}: Pick<SignUpPageProps, 't' | 'application' | 'isOwn' | 'problem'> & {
  lead?: MessageKey | undefined
  children?: Child
}) {
  const values = { application: <Name of={application.name} /> }
  return (
    <StepPage
      t={t}
      application={isOwn ? undefined : application}
      title={
        isOwn ? t('sign_up.title_plain') : t('sign_up.title', { application: plainName(application.name) })
      }
      heading={isOwn ? undefined : <Headline t={t} say="sign_up.title" values={values} />}
      lead={lead && t(lead)}
      problem={problem}
    >
      {children}
    </StepPage>
  )
}

const HaveAccount = ({ t }: { t: Text }) => (
  <StepFoot>
    <button type="submit" class="quiet" name="action" value="sign-in" formnovalidate>
      {t('sign_up.sign_in')}
    </button>
  </StepFoot>
)

function Terms({ t, href, agreed }: { t: Text; href: string; agreed: boolean }) {
  return (
    <label class="check">
      <input type="checkbox" name="agree" value="on" required checked={agreed} />
      <span>
        <Say
          t={t}
          say="sign_up.agree"
          values={{ terms: <OutwardLink to={href}>{t('sign_up.terms')}</OutwardLink> }}
        />
      </span>
    </label>
  )
}

function Privacy({ t, privacy }: Pick<SignUpPageProps, 't' | 'privacy'>) {
  if (privacy === undefined) return null
  return (
    <p class="hint">
      <Say
        t={t}
        say="sign_up.privacy"
        values={{ privacy: <OutwardLink to={privacy}>{t('sign_up.privacy_link')}</OutwardLink> }}
      />
    </p>
  )
}
