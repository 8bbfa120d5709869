/** The pages of somebody who makes an account: whose mailbox, the code, and then who they are. */
import type { RequestContext } from '../http/context.ts'
import { readQuery } from '../http/form.ts'
import { pageHeaders } from '../http/headers.ts'
import { EmailCodePage } from '../pages/email-code.tsx'
import { plainName } from '../pages/plain-name.ts'
import { NewcomerDetailsPage, SignUpPage } from '../pages/sign-up.tsx'
import type { Message } from '../pages/text.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { goodInvitation } from '../registry/invitations.ts'
import { challengeFor } from '../sign-in/challenge.ts'
import { codeMinutes } from '../sign-in/mail-code.ts'
import { textOf } from '../tokens/language.ts'
import { serverOf } from '../tokens/server.ts'
import { showPage } from '../tokens/show-page.ts'
import { applicationOf } from './application.ts'
import { sealInteraction } from './interaction.ts'
import type { State } from './proceed.ts'

interface Shown {
  readonly problem: Message | undefined
  readonly status: number
  /** What came back with the problem: nothing typed is lost. */
  readonly form: Parameters | undefined
}

async function common(c: RequestContext, { interaction, request }: State, { problem, form }: Shown) {
  const t = textOf(c)
  pageHeaders(c, request.redirectUri)
  const { terms, privacy } = serverOf(c).settings.sign_up
  return {
    t,
    application: applicationOf(c, request.client),
    isOwn: interaction.portal !== undefined,
    request: await sealInteraction(c, 'sign-up', interaction),
    problem: problem && t(...problem),
    terms,
    privacy,
    agreed: form?.get('agree') === 'on',
  }
}

export async function emailPage(c: RequestContext, state: State, shown: Shown): Promise<Response> {
  const { login } = state.interaction.progress
  const typed = shown.form?.get('email') ?? login ?? state.request.loginHint ?? ''
  const props = await common(c, state, shown)
  const challenge = challengeFor(serverOf(c), 'sign-up')
  pageHeaders(c, state.request.redirectUri, { challenge: challenge !== undefined })
  return showPage(c, SignUpPage({ ...props, email: typed, challenge }), shown.status, props.t)
}

export async function newcomerCodePage(c: RequestContext, state: State, shown: Shown): Promise<Response> {
  const { t, application, isOwn, request, problem } = await common(c, state, shown)
  const { email = '' } = state.interaction.progress.signingUp ?? {}
  const view = EmailCodePage({
    t,
    application: isOwn ? undefined : application,
    request,
    problem,
    action: '/sign-up',
    lead: t('email_code.sent', { email: plainName(email) }),
    minutes: codeMinutes,
    code: c.req.method === 'GET' ? readQuery(c.req.raw).get('code') : undefined,
    submit: 'check',
  })
  return showPage(c, view, shown.status, t)
}

export async function detailsPage(c: RequestContext, state: State, shown: Shown): Promise<Response> {
  const server = serverOf(c)
  const props = await common(c, state, shown)
  const { email = '', invitation } = state.interaction.progress.signingUp ?? {}
  const found =
    invitation === undefined ? undefined : await goodInvitation(server.stores, invitation, c.get('now'))
  const { sign_in, sign_up } = server.settings
  const methods = sign_in.methods[found?.userType ?? sign_up.user_type]
  const passkey = methods.includes('passkey')
  const view = NewcomerDetailsPage({
    ...props,
    email,
    name: shown.form?.get('name') ?? '',
    invited: invitation !== undefined,
    passkey,
    password: methods.includes('password') || !passkey,
  })
  return showPage(c, view, shown.status, props.t)
}
