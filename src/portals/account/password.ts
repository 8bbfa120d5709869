/** A new password: after a recent sign-in, and by whoever knows the one of now. */
import { PasswordPage } from '../../pages/account/password.tsx'
import type { Problem } from '../../pages/fields.tsx'
import { OAuthError } from '../../protocol/errors.ts'
import { changePassword } from '../../registry/own-account.ts'
import { passwordProblem } from '../../registry/password-policy.ts'
import { randomToken } from '../../runtime.ts'
import { knownDevice, knownDeviceCookie } from '../../sign-in/known-devices.ts'
import { provePassword } from '../../sign-in/prove-password.ts'
import type { User } from '../../stores/users.ts'
import { noteRefusedSignIn } from '../../tokens/note.ts'
import { goTo, show, type Visit } from '../portal.ts'
import { askAgain } from '../recent.ts'
import { changeAccount, minutesAgo, ownChange, subOf } from './own.ts'

export async function showPassword(visit: Visit): Promise<Response> {
  return (await askAgain(visit, minutesAgo)) ?? passwordPage(visit, await ownUser(visit), [])
}

/** The only page that compares with the hash. */
async function ownUser(visit: Visit): Promise<User> {
  const user = await visit.server.stores.users.findBySub(subOf(visit))
  if (!user) throw new Error('signed in, and not on record')
  return user
}

export async function submitPassword(visit: Visit): Promise<Response> {
  const again = await askAgain(visit, minutesAgo)
  if (again) return again
  const { server, form, person } = visit
  const user = await ownUser(visit)
  const password = form.get('password') ?? ''
  const keep = form.get('keep') === 'on'
  try {
    const refused = faultsOf(visit, user)
    const problems = refused.length > 0 ? refused : await proven(visit, user)
    if (problems.length > 0) return passwordPage(visit, user, problems)
    if (keep) {
      await changePassword(server, ownChange(visit), user.sub, password, 'kept')
      return goTo(visit, '/account/security?done=password-only')
    }
    const renewed = randomToken()
    await changePassword(server, ownChange(visit), user.sub, password, {
      session: person.session.id,
      renewed,
    })
    await changeAccount(visit, { session: renewed })
    return goTo(visit, '/account/security?done=password')
  } catch (error) {
    if (!(error instanceof OAuthError) || error.code !== 'temporarily_unavailable') throw error
    return passwordPage(visit, user, [{ message: visit.frame.t('sign_in.busy') }])
  }
}

/** What can be said without a look at the present password. */
function faultsOf({ form, frame: { t } }: Visit, user: User): Problem[] {
  const typed = (field: string) => form.get(field) ?? ''
  if (user.passwordHash !== null && typed('current') === '')
    return [{ field: 'current', message: t('change_password.current_missing') }]
  const fault = passwordProblem(typed('password'), user)
  if (fault) return [{ field: 'password', message: t(...fault) }]
  if (typed('password') !== typed('again')) return [{ field: 'again', message: t('password.differ') }]
  if (typed('password') === typed('current'))
    return [{ field: 'password', message: t('change_password.same') }]
  return []
}

/** Nothing where the present password is right, or there is none: then the recent sign-in is what counts. */
async function proven(visit: Visit, user: User): Promise<Problem[]> {
  if (user.passwordHash === null) return []
  const { c, server, form } = visit
  const device = await knownDevice(server, knownDeviceCookie(c), user, c.get('now'))
  const proof = await provePassword(server, user, form.get('current') ?? '', device)
  if (proof.kind === 'right') return []
  const why = proof.kind === 'wait' ? 'throttled' : 'wrong_credentials'
  noteRefusedSignIn(visit.c, { why, subject: user.sub, clientId: undefined })
  const { t } = visit.frame
  if (proof.kind !== 'wait') return [{ field: 'current', message: t('change_password.current_wrong') }]
  return [{ field: 'current', message: t('sign_in.wait', { seconds: proof.seconds }) }]
}

function passwordPage(visit: Visit, { passwordHash, user_id }: User, problems: Problem[]): Response {
  const page = PasswordPage({
    frame: visit.frame,
    login: user_id,
    hasPassword: passwordHash !== null,
    keep: visit.form.get('keep') === 'on',
    problems,
  })
  return show(visit, page, problems.length > 0 ? 400 : 200)
}
