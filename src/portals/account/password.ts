/** A new password: after a recent sign-in, and by whoever knows the one of now. */
import { PasswordPage } from '../../pages/account/password.tsx'
import type { Problem } from '../../pages/fields.tsx'
import { OAuthError } from '../../protocol/errors.ts'
import { changePassword } from '../../registry/own-account.ts'
import { checkedPassword } from '../../registry/users.ts'
import { randomToken } from '../../runtime.ts'
import { provePassword } from '../../sign-in/prove-password.ts'
import type { User } from '../../stores/users.ts'
import { noteRefusedSignIn } from '../../tokens/note.ts'
import { goTo, show, type Visit } from '../portal.ts'
import { askAgain } from '../recent.ts'
import { problemsOf } from '../refusals.ts'
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
    const refused = faultsOf(form.get('current') ?? '', password, form.get('again') ?? '', user)
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
    return passwordPage(visit, user, [
      { message: 'Many people are signing in right now. Try again in a moment.' },
    ])
  }
}

/** What can be said without a look at the present password. */
function faultsOf(current: string, password: string, again: string, user: User): Problem[] {
  if (user.passwordHash !== null && current === '')
    return [{ field: 'current', message: 'Current password: type the one that you use now.' }]
  try {
    checkedPassword(password, user)
  } catch (error) {
    return problemsOf(error, { password: ['password', 'New password'] })
  }
  if (password !== again)
    return [{ field: 'again', message: 'New password, again: it differs from the first.' }]
  if (password === current)
    return [{ field: 'password', message: 'New password: this is the one that you have.' }]
  return []
}

/** Nothing where the present password is right, or there is none: then the recent sign-in is what counts. */
async function proven(visit: Visit, user: User): Promise<Problem[]> {
  if (user.passwordHash === null) return []
  const proof = await provePassword(visit.server, user, visit.form.get('current') ?? '')
  if (proof.kind === 'right') return []
  const why = proof.kind === 'wait' ? 'throttled' : 'wrong_credentials'
  noteRefusedSignIn(visit.c, { why, subject: user.sub, clientId: undefined })
  if (proof.kind !== 'wait') return [{ field: 'current', message: 'Current password: it is not right.' }]
  const unit = proof.seconds === 1 ? 'second' : 'seconds'
  return [{ field: 'current', message: `Too many tries. Wait ${proof.seconds} ${unit}, then try again.` }]
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
