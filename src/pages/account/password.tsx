import { Check, type Problem, Problems, TextField } from '../fields.tsx'
import { Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'

export interface PasswordPageProps {
  frame: PortalFrame
  login: string
  hasPassword: boolean
  keep: boolean
  problems: Problem[]
}

export function PasswordPage({ frame, login, hasPassword, keep, problems }: PasswordPageProps) {
  const field = (name: string) => ({
    name,
    value: '',
    type: 'password' as const,
    required: true,
    problem: problems.find((each) => each.field === name)?.message,
  })
  return (
    <PortalPage
      frame={frame}
      place="/account/security"
      title={hasPassword ? 'Change your password' : 'Make a password'}
      above={{ name: 'Security', href: '/account/security' }}
      faulty={problems.length > 0}
    >
      <PortalForm frame={frame} action="/account/password">
        <Problems problems={problems} />
        {/* For password managers. */}
        <span class="unseen" aria-hidden="true">
          <input type="text" name="username" value={login} autocomplete="username" tabindex={-1} readonly />
        </span>
        <Panel
          title="Password"
          about="At least 12 characters. Length is what counts: a few words that nobody else would put together are better than one with odd signs in it. Those that everybody tries first, and your own name, do not work."
        >
          {hasPassword ? (
            <TextField
              {...field('current')}
              label="Current password"
              autocomplete="current-password"
              autofocus
            />
          ) : null}
          <TextField
            {...field('password')}
            label="New password"
            autocomplete="new-password"
            autofocus={!hasPassword}
            maxlength={1024}
          />
          <TextField
            {...field('again')}
            label="New password, again"
            autocomplete="new-password"
            maxlength={1024}
          />
        </Panel>
        <Panel
          title="Everywhere else"
          about="Whoever knew the old password may be signed in somewhere, or have connected an application."
        >
          <p>
            You are signed out in every other browser, and applications lose their access until you sign in to
            them again.
          </p>
          <Check
            name="keep"
            checked={keep}
            label="Stay signed in elsewhere, and leave applications connected"
            hint="Only if nobody else can have known the old password."
          />
        </Panel>
        <div class="actions end">
          <button type="submit" class="primary">
            {hasPassword ? 'Change password' : 'Make password'}
          </button>
          <a class="button" href="/account/security">
            Cancel
          </a>
        </div>
      </PortalForm>
    </PortalPage>
  )
}
