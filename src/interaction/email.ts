/** The pages of the sign-in by mail: whose mailbox, then the code. */
import { EmailCodePage } from '../pages/email-code.tsx'
import { EmailLoginPage } from '../pages/email-login.tsx'
import { plainName } from '../pages/plain-name.ts'
import { codeMinutes, type EmailKept } from '../sign-in/mail-code.ts'
import type { MethodPage } from './method-pages.ts'

export const emailPage: MethodPage = ({ t, kept, code, ...common }) => {
  const { login, code: sent } = kept as EmailKept
  if (!sent) {
    const said = { title: t('email.method'), lead: t('email.lead') }
    return EmailLoginPage({ t, login, ...said, ...common })
  }
  return EmailCodePage({
    t,
    ...common,
    lead: t('email_code.lead', { login: plainName(login) }),
    minutes: codeMinutes,
    code,
    submit: 'sign-in',
  })
}
