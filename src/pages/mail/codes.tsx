/** Mails with a code or a link: to sign in, to prove an address, to make a new password, to make an account. */
import type { MessageKey, Text } from '../text.ts'
import type { MailParts } from './mail.tsx'

export type CodeFor = 'sign_in' | 'verify' | 'reset' | 'sign_up'

export interface CodeMailProps {
  readonly server: string
  readonly what: CodeFor
  readonly code: string
  readonly minutes: number
  /** Where the code is filled in already, in the browser in which it was asked for. */
  readonly link?: string | undefined
}

const subjects = {
  sign_in: 'mail.sign_in_subject',
  verify: 'mail.verify_subject',
  reset: 'mail.reset_subject',
  sign_up: 'mail.sign_up_subject',
} as const satisfies Record<CodeFor, MessageKey>

const reasons = {
  sign_in: 'mail.sign_in',
  verify: 'mail.verify',
  reset: 'mail.reset',
  sign_up: 'mail.sign_up',
} as const satisfies Record<CodeFor, MessageKey>

export const codeMail = (t: Text, { server, what, code, minutes, link }: CodeMailProps): MailParts => ({
  subject: t(subjects[what], { server }),
  paragraphs: [t(reasons[what], { server })],
  code,
  ...(link !== undefined && { action: { label: t('mail.code_link'), url: link } }),
  closing: [t('mail.code_lives', { minutes }), t('mail.code_not_you')],
})

/** To somebody who has an account already, and tried to make one. */
export const haveAccountMail = (t: Text, server: string, link: string): MailParts => ({
  subject: t('mail.have_account_subject', { server }),
  paragraphs: [t('mail.have_account', { server })],
  action: { label: t('mail.have_account_link'), url: link },
  closing: [t('mail.ignore')],
})

/** To the owner of an address that somebody else wanted for their account. */
export const addressTakenMail = (t: Text, server: string): MailParts => ({
  subject: t('mail.address_taken_subject', { server }),
  paragraphs: [t('mail.address_taken', { server })],
  closing: [t('mail.ignore')],
})

/** To somebody who has no password here that could be made anew. */
export const noPasswordMail = (t: Text, server: string, isDirectory: boolean, link: string): MailParts => ({
  subject: t('mail.reset_subject', { server }),
  paragraphs: [t(isDirectory ? 'mail.reset_directory' : 'mail.reset_none', { server })],
  action: { label: t('mail.have_account_link'), url: link },
  closing: [t('mail.ignore')],
})

export interface LinkMailProps {
  readonly server: string
  readonly what: 'reset' | 'welcome' | 'invitation'
  readonly link: string
  readonly days: number
}

const linkMessages = {
  reset: ['mail.reset_subject', 'mail.operator_reset', 'mail.password_link'],
  welcome: ['mail.welcome_subject', 'mail.welcome', 'mail.password_link'],
  invitation: ['mail.invitation_subject', 'mail.invitation', 'mail.invitation_link'],
} as const satisfies Record<LinkMailProps['what'], readonly MessageKey[]>

/** What an operator sends: it opens in any browser. */
export function linkMail(t: Text, { server, what, link, days }: LinkMailProps): MailParts {
  const [subject, reason, label] = linkMessages[what]
  return {
    subject: t(subject, { server }),
    paragraphs: [t(reason, { server })],
    action: { label: t(label), url: link },
    closing: [t('mail.link_lives', { days }), t('mail.ignore')],
  }
}

export const testMail = (t: Text, server: string): MailParts => ({
  subject: t('mail.test_subject', { server }),
  paragraphs: [t('mail.test', { server })],
  closing: [],
})
