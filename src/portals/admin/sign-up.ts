/** Accounts that people make by themselves, and invitations to it. */
import { Invitations } from '../../pages/admin/invitations.tsx'
import { SettingsPartPage } from '../../pages/admin/settings-part.tsx'
import type { Problem } from '../../pages/fields.tsx'
import { userTypes } from '../../protocol/subject.ts'
import { inviteToSignUp, listInvitations, takeBackInvitation } from '../../registry/invitations.ts'
import type { Invitation } from '../../stores/invitations.ts'
import { mailConfigured } from '../../tokens/mail.ts'
import { goTo, show, type Visit } from '../portal.ts'
import { problemsOf } from '../refusals.ts'
import { changeOfOperator, listRequest, minuteOf, typedIn } from './desk.ts'
import { rolesOf } from './person-form.ts'
import type { Typed } from './setting-form.ts'
import { type PartShown, partOf, partShown, savedSettings, savePart } from './settings-part.ts'
import { signInTabs } from './sign-in-tabs.ts'

const signUp = partOf('/admin/sign-in/sign-up', 'sign_up', {
  mode: {
    label: 'Who makes an account',
    hint: 'By themselves, from a link on the sign-in page. Operators add people in any case.',
    options: {
      off: 'nobody',
      open: 'everybody',
      domains: 'whoever has an email address of the domains below',
      invitation: 'whoever was invited',
    },
  },
  domains: { label: 'Email domains', hint: 'Each exactly, such as corp.example, one a line.' },
  user_type: { label: 'They become' },
  terms: { label: 'Terms', hint: 'A page; whoever makes an account agrees to it.', placeholder: 'https://' },
  privacy: {
    label: 'Privacy notice',
    hint: 'A page; it says what is done with their data.',
    placeholder: 'https://',
  },
})

export const showSignUp = async (visit: Visit): Promise<Response> =>
  signUpPage(visit, await partShown(visit, signUp))

export async function submitSignUp(visit: Visit): Promise<Response> {
  const { server, form } = visit
  switch (form.get('action')) {
    case 'invite':
      return invite(visit)
    case 'take-back':
      await takeBackInvitation(server, changeOfOperator(visit), form.get('id') ?? '')
      return goTo(visit, `${signUp.path}?gone#invitations`)
    default: {
      const done = await savePart(visit, signUp)
      return done instanceof Response ? done : signUpPage(visit, done)
    }
  }
}

const fields = {
  email: ['email', 'Email address'],
  user_type: ['invited_type', 'They become'],
  roles: ['roles', 'Roles'],
  days: ['days', 'Good for'],
} as const

interface Invited {
  values?: Typed
  problems?: Problem[]
  link?: string
  mailed?: string
}

async function invite(visit: Visit): Promise<Response> {
  const values = typedIn(visit.form)
  const shown = await partShown(visit, signUp)
  // As they are saved: this isolate may remember them as they were.
  const server = { ...visit.server, settings: await savedSettings(visit.server) }
  try {
    const { invitation, link } = await inviteToSignUp(server, changeOfOperator(visit), {
      email: values.email?.trim() ?? '',
      user_type: userTypes.find((type) => type === values.invited_type),
      roles: rolesOf(values),
      days: values.days ? Number(values.days) : undefined,
    })
    return signUpPage(visit, shown, link === undefined ? { mailed: invitation.email } : { link })
  } catch (error) {
    return signUpPage(visit, shown, { values, problems: problemsOf(error, fields) })
  }
}

async function signUpPage(visit: Visit, shown: PartShown, invited: Invited = {}): Promise<Response> {
  const { view, values, problems, saved } = shown
  const { frame, c } = visit
  const { sign_up: set } = view.settings
  const server = { ...visit.server, settings: view.settings }
  const mute = !mailConfigured(server) && ['open', 'domains'].includes(set.mode)
  const asked = listRequest(visit)
  const { items, next } = await listInvitations(server, { limit: asked.limit, cursor: asked.cursor })
  const done = saved ? 'Saved.' : new URL(c.req.url).searchParams.has('gone') ? 'Taken back.' : undefined
  const notice = invited.mailed === undefined ? done : `The invitation is on its way to ${invited.mailed}.`
  const page = SettingsPartPage({
    frame,
    tabs: signInTabs('sign-up'),
    title: 'Sign-up',
    lead: 'Accounts that people make by themselves. An address is proven to be theirs before the account is there.',
    path: signUp.path,
    sections: [
      {
        title: 'Who may',
        about: 'An address that is taken is told so by mail; the page says the same to everybody.',
        settings: signUp.form.shown(values, set),
      },
    ],
    version: view.version,
    problems,
    notice: mute
      ? {
          kind: 'warning',
          text: 'Mail is not configured: nobody can sign up before it is, but by invitation.',
        }
      : notice === undefined
        ? undefined
        : { kind: 'done', text: notice },
    children: Invitations({
      frame,
      path: signUp.path,
      closed: set.mode === 'off' ? 'Sign-up is off: switch it on first, if only by invitation.' : undefined,
      values: { invited_type: set.user_type, days: '7', ...invited.values },
      problems: invited.problems ?? [],
      types: userTypes,
      link: invited.link,
      invitations: items.map((each) => shownOf(each, c.get('now'))),
      next: asked.hrefOf(next),
    }),
  })
  return show(visit, page, problems.length > 0 || invited.problems ? 400 : 200)
}

function shownOf(invitation: Invitation, now: number) {
  const { id, email, userType, roles, mailed, createdAt, expiresAt, usedAt } = invitation
  return {
    id,
    email,
    state: usedAt !== undefined ? 'Used' : expiresAt <= now ? 'Ended' : undefined,
    facts: [
      [userType, ...roles].join(', '),
      `made ${minuteOf(createdAt)}${mailed ? ', sent by mail' : ''}`,
      usedAt === undefined ? `until ${minuteOf(expiresAt)}` : `used ${minuteOf(usedAt)}`,
    ].join(' · '),
  }
}
