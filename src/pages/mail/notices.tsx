/** Mails that tell people what happened to their account, so that they notice what was not them. */
import type { MessageKey, Text } from '../text.ts'
import type { MailParts } from './mail.tsx'

/** What is told, with what it says of itself. */
export interface Notices {
  new_device: { device: string; place?: string | undefined }
  password_changed: object
  /** Sent to the address of before. */
  email_changed: { email: string }
  passkey_added: { name: string }
  second_factor_added: object
  second_factor_removed: { name?: string | undefined }
  provider_linked: { provider: string }
}
export type NoticeKind = keyof Notices

export interface NoticeMailProps {
  readonly server: string
  readonly login: string
  /** When it happened, in their time. */
  readonly time: string
  /** Where they look after their account. */
  readonly link: string
}

const subjects = {
  new_device: 'mail.new_device_subject',
  password_changed: 'mail.password_changed_subject',
  email_changed: 'mail.email_changed_subject',
  passkey_added: 'mail.passkey_added_subject',
  second_factor_added: 'mail.second_factor_added_subject',
  second_factor_removed: 'mail.second_factor_removed_subject',
  provider_linked: 'mail.provider_linked_subject',
} as const satisfies Record<NoticeKind, MessageKey>

const sentences = {
  new_device: 'mail.new_device',
  password_changed: 'mail.password_changed',
  email_changed: 'mail.email_changed',
  passkey_added: 'mail.passkey_added',
  second_factor_added: 'mail.second_factor_added',
  second_factor_removed: 'mail.second_factor_removed',
  provider_linked: 'mail.provider_linked',
} as const satisfies Record<NoticeKind, MessageKey>

const terms = {
  device: 'mail.fact_device',
  place: 'mail.fact_place',
  email: 'mail.fact_email',
  name: 'mail.fact_name',
  provider: 'mail.fact_provider',
} as const satisfies Record<string, MessageKey>

export function noticeMail<Kind extends NoticeKind>(
  t: Text,
  kind: Kind,
  values: Notices[Kind],
  { server, login, time, link }: NoticeMailProps,
): MailParts {
  const said = values as Readonly<Record<string, string | undefined>>
  const more = Object.entries(terms).flatMap(([name, term]) => {
    const value = said[name]
    return value === undefined || value === '' ? [] : [{ term: t(term), value }]
  })
  return {
    subject: t(subjects[kind], { server }),
    paragraphs: [t(sentences[kind], { server })],
    facts: [
      { term: t('mail.fact_account'), value: login },
      ...more,
      { term: t('mail.fact_time'), value: time },
    ],
    action: { label: t('mail.account_link'), url: link },
    closing: [t('mail.was_it_you'), t('mail.was_not_you')],
  }
}
