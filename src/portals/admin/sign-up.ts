/** Accounts that people make by themselves, and invitations to it. */
import { SettingsPartPage } from '../../pages/admin/settings-part.tsx'
import { mailConfigured } from '../../tokens/mail.ts'
import { show, type Visit } from '../portal.ts'
import { type PartShown, partOf, partShown, savePart } from './settings-part.ts'
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
  terms: { label: 'Terms that they agree to', placeholder: 'https://' },
  privacy: { label: 'What is done with their data', placeholder: 'https://' },
})

export const showSignUp = async (visit: Visit): Promise<Response> =>
  signUpPage(visit, await partShown(visit, signUp))

export async function submitSignUp(visit: Visit): Promise<Response> {
  const done = await savePart(visit, signUp)
  return done instanceof Response ? done : signUpPage(visit, done)
}

function signUpPage(visit: Visit, { view, values, problems, saved }: PartShown): Response {
  const { sign_up: set } = view.settings
  const mute = !mailConfigured({ ...visit.server, settings: view.settings })
  const page = SettingsPartPage({
    frame: visit.frame,
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
    notice:
      mute && ['open', 'domains'].includes(set.mode)
        ? { kind: 'warning', text: 'Mail is not configured: nobody can sign up before it is.' }
        : saved
          ? { kind: 'done', text: 'Saved.' }
          : undefined,
  })
  return show(visit, page, problems.length > 0 ? 400 : 200)
}
