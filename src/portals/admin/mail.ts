/** Mail: where it comes from, whether it is sent, and a test of it. */
import { MailState, TestMail } from '../../pages/admin/mail.tsx'
import { SettingsPartPage } from '../../pages/admin/settings-part.tsx'
import type { Problem } from '../../pages/fields.tsx'
import { readMailAddress } from '../../protocol/mail-address.ts'
import { textFor } from '../../tokens/language.ts'
import { mailConfigured, sendMail } from '../../tokens/mail.ts'
import { show, type Visit } from '../portal.ts'
import { type PartShown, partOf, partShown, savedSettings, savePart } from './settings-part.ts'
import { signInTabs } from './sign-in-tabs.ts'

const mail = partOf('/admin/sign-in/mail', 'mail', {
  from: {
    label: 'From',
    hint: 'The address that mail is sent from, of a domain that Cloudflare sends mail for.',
    placeholder: 'login@example.com',
  },
  from_name: { label: 'Name beside it', hint: 'Empty: the name of this server.' },
  reply_to: { label: 'Answers go to', hint: 'Empty: to the address that it is sent from.' },
})

const hidden = [
  'codes by email as a way to sign in',
  'forgotten passwords: operators give new ones',
  'proofs that an address is theirs',
  'sign-up, but for who has an invitation',
  'word of new devices, and of changes to their account',
]

export const showMail = async (visit: Visit): Promise<Response> =>
  mailPage(visit, await partShown(visit, mail))

export async function submitMail(visit: Visit): Promise<Response> {
  if (visit.form.get('action') === 'test') return sendTest(visit)
  const done = await savePart(visit, mail)
  return done instanceof Response ? done : mailPage(visit, done)
}

interface Tested {
  to: string
  problem?: Problem
  sent?: string
}

async function sendTest(visit: Visit): Promise<Response> {
  const typed = visit.form.get('to')?.trim() ?? ''
  const shown = await partShown(visit, mail)
  const server = { ...visit.server, settings: await savedSettings(visit.server) }
  const to = readMailAddress(typed)
  const wrong = (message: string) => mailPage(visit, shown, { to: typed, problem: { field: 'to', message } })
  if (to === undefined) return wrong('To: is not an email address.')
  if (!mailConfigured(server)) return wrong('Mail is not configured yet: see above what is missing.')
  try {
    await sendMail(
      server,
      to,
      (_, name) => ({
        subject: `${name}: mail arrives`,
        paragraphs: [`This is a test by an operator of ${name}. Mail from there reaches you.`],
        closing: ['There is nothing to do.'],
      }),
      textFor(['en'], []),
    )
    return mailPage(visit, shown, { to: typed, sent: `Sent to ${to}.` })
  } catch (error) {
    console.error(JSON.stringify({ event: 'mail_not_sent', cause: String(error) }))
    const why = error instanceof Error ? error.message.slice(0, 300) : 'no reason was given'
    return wrong(`It was not taken: ${why}`)
  }
}

function mailPage(
  visit: Visit,
  { view, values, problems, saved }: PartShown,
  tested: Tested = { to: visit.person.subject.claims.email ?? '' },
): Response {
  const { settings } = view
  const state = MailState({
    bound: visit.server.mailer.isBound,
    from: settings.mail.from !== undefined,
    hidden,
  })
  const notice = tested.sent ?? (saved ? 'Saved.' : undefined)
  const page = SettingsPartPage({
    frame: visit.frame,
    tabs: signInTabs('mail'),
    title: 'Mail',
    lead: 'What people get by email: codes, links, and word of what happens to their account.',
    path: mail.path,
    sections: [
      {
        title: 'From whom it comes',
        about: 'People see it on every mail.',
        settings: mail.form.shown(values, settings.mail),
      },
    ],
    version: view.version,
    problems,
    notice: notice === undefined ? undefined : { kind: 'done', text: notice },
    before: state,
    children: TestMail({
      frame: visit.frame,
      path: mail.path,
      to: tested.to,
      problem: tested.problem,
    }),
  })
  return show(visit, page, problems.length > 0 || tested.problem ? 400 : 200)
}
