import type { Application } from './application.ts'
import { Challenge, type ChallengeProps } from './challenge.tsx'
import { MethodButton } from './method-button.tsx'
import { Name } from './name.tsx'
import { PasskeyForm, type PasskeyProps, usePasskeyScriptPath } from './passkey-form.tsx'
import { plainName } from './plain-name.ts'
import { Headline, Say } from './say.tsx'
import { Divider, StepField, StepFoot, StepForm, StepPage } from './step.tsx'
import type { Text } from './text.ts'

/** A way to sign in besides what is typed. */
export interface OtherWay {
  /** What a form posts as `method`. */
  value: string
  kind: 'email' | 'provider'
  /** Of a provider. */
  name?: string | undefined
}

export interface SignInPageProps {
  t: Text
  application: Application
  /** The sealed request that the sign-in returns to. */
  request: string
  login?: string | undefined
  problem?: string | undefined
  /** Whether the problem is with what was typed, and not with another way. */
  faulty?: boolean | undefined
  /** Set when a person who is known must prove it once more. */
  again?: { name: string } | undefined
  /** Set when an account elsewhere is to be linked with the one that they sign in to. */
  linking?: { provider: string } | undefined
  hasAccounts?: boolean | undefined
  /** `login`: the password comes on the next page. */
  asks: 'login' | 'both' | 'nothing'
  passkey?: PasskeyProps | undefined
  /** Who passes it does not wait. */
  challenge?: ChallengeProps | undefined
  ways: readonly OtherWay[]
  /** Whether a lost password can be made anew. */
  forgot: boolean
  /** Whether somebody new can make an account. */
  signUp: boolean
}

export function SignInPage({
  t,
  application,
  request,
  again,
  linking,
  problem,
  passkey,
  ways,
  ...more
}: SignInPageProps) {
  const name = plainName(application.name)
  const named = { application: <Name of={application.name} /> }
  const typed = more.asks !== 'nothing'
  return (
    <StepPage
      t={t}
      application={application}
      title={again ? t('sign_in.again') : t('sign_in.title', { application: name })}
      heading={again ? undefined : <Headline t={t} say="sign_in.title" values={named} />}
      lead={
        again ? (
          <Say t={t} say="sign_in.again_lead" values={{ ...named, person: <Name of={again.name} /> }} />
        ) : (
          linking && t('sign_in.link_lead', linking)
        )
      }
      problem={problem}
      script={passkey && usePasskeyScriptPath}
    >
      <StepForm id={mainForm} action="/sign-in" request={request} problem={problem}>
        {typed ? <Typed t={t} {...more} /> : null}
        {typed && more.challenge ? <Challenge t={t} {...more.challenge} /> : null}
        {typed ? <Submit t={t} {...more} /> : null}
      </StepForm>
      {typed && (passkey || ways.length > 0) ? <Divider t={t} /> : null}
      {passkey || ways.length > 0 ? (
        <div class={ways.length > 4 ? 'ways many' : 'ways'}>
          {passkey ? <PasskeyForm t={t} action="/sign-in" request={request} passkey={passkey} /> : null}
          {ways.length > 0 ? (
            <StepForm action="/sign-in" request={request}>
              <input type="hidden" name="action" value="begin" />
              {ways.map((way) => (
                <WayButton key={way.value} t={t} way={way} form={typed ? mainForm : undefined} />
              ))}
            </StepForm>
          ) : null}
        </div>
      ) : null}
      <Besides t={t} {...more} signUp={more.signUp && !again} />
    </StepPage>
  )
}

/** Buttons elsewhere on the page send it too: whoever wants a mail has mostly typed whose mailbox it is. */
const mainForm = 'main'

/** The one that Enter presses comes first. */
function Submit({ t, asks, forgot }: Pick<SignInPageProps, 't' | 'asks' | 'forgot'>) {
  return (
    <div class="submit">
      <button type="submit" class="primary" name="action" value={asks === 'login' ? 'identify' : 'sign-in'}>
        {t(asks === 'login' ? 'sign_in.continue' : 'sign_in.submit')}
      </button>
      {forgot ? (
        <button type="submit" class="quiet" name="action" value="forgot" formnovalidate>
          {t('reset.link')}
        </button>
      ) : null}
    </div>
  )
}

/** What else one can do here than to sign in. */
function Besides({ t, hasAccounts, signUp }: Pick<SignInPageProps, 't' | 'hasAccounts' | 'signUp'>) {
  const besides = [
    ...(signUp ? [['sign-up', t('sign_up.link')] as const] : []),
    ...(hasAccounts ? [['accounts', t('sign_in.accounts')] as const] : []),
    ['cancel', t('sign_in.cancel')] as const,
  ]
  return (
    <StepFoot>
      {besides.map(([action, label]) => (
        <button
          key={action}
          type="submit"
          class="quiet"
          name="action"
          value={action}
          form={mainForm}
          formnovalidate
        >
          {label}
        </button>
      ))}
    </StepFoot>
  )
}

function Typed({ t, login, asks, faulty = false }: Pick<SignInPageProps, 't' | 'login' | 'asks' | 'faulty'>) {
  const known = login !== undefined && login !== ''
  return (
    <>
      <StepField
        name="login"
        label={t('sign_in.login')}
        value={login ?? ''}
        autocomplete="username webauthn"
        autofocus={!known}
        faulty={faulty}
      />
      {asks === 'both' ? (
        <StepField
          name="password"
          label={t('sign_in.password')}
          type="password"
          autocomplete="current-password"
          autofocus={known}
          faulty={faulty}
        />
      ) : null}
    </>
  )
}

function WayButton({ t, way, form }: { t: Text; way: OtherWay; form: string | undefined }) {
  const { value, kind, name } = way

  if (kind === 'provider') {
    return (
      <MethodButton value={value} picture={{ provider: name ?? value }}>
        <Say t={t} say="sign_in.provider" values={{ provider: <Name of={name ?? value} /> }} />
      </MethodButton>
    )
  }
  return (
    <MethodButton value={value} picture="email" form={form}>
      {t('email.method')}
    </MethodButton>
  )
}
