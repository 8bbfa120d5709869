/**
 * The page of somebody who must prove themself twice and has nothing to do it with: they set up a passkey or one-time
 * codes, keep their recovery codes, and go on to where they were going.
 */
import type { RequestContext } from '../http/context.ts'
import { readQuery } from '../http/form.ts'
import { pageHeaders } from '../http/headers.ts'
import { EnrollCodesPage, EnrolledPage, EnrollPage } from '../pages/enroll.tsx'
import type { Message } from '../pages/text.ts'
import type { Amr } from '../protocol/credential.ts'
import { managementScopeNames, operatorRole } from '../protocol/management.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { changeOf } from '../registry/change.ts'
import { addPasskey, switchOnOneTimeCodes } from '../registry/enrolment.ts'
import { RegistryError } from '../registry/errors.ts'
import { offerOneTimeCodes, offerPasskey, takeOneTimeCodes, takePasskey } from '../sign-in/enrolment.ts'
import { signInMethods } from '../sign-in/methods/index.ts'
import type { User } from '../stores/users.ts'
import { deviceIn } from '../tokens/device-name.ts'
import { textOf } from '../tokens/language.ts'
import { serverOf } from '../tokens/server.ts'
import { showPage } from '../tokens/show-page.ts'
import { applicationOf } from './application.ts'
import { type Interaction, sealInteraction } from './interaction.ts'
import { type Page, proceed, type State } from './proceed.ts'
import { advance } from './signed-in.ts'
import { cancel, readPost, resume } from './steps.ts'

export const showEnroll = (c: RequestContext) =>
  resume(c, 'enroll', readQuery(c.req.raw).get('with') === 'codes' ? codesPage() : page())

export async function submitEnroll(c: RequestContext): Promise<Response> {
  const post = await readPost(c, 'enroll')
  if (post instanceof Response) return post
  const { interaction, form } = post
  switch (form.get('action')) {
    case 'cancel':
      return cancel(c, interaction)
    case 'restart': // "Not you?"
      return proceed(c, { ...interaction, progress: { choosing: 'another' } })
    case 'passkey':
      return proceed(c, interaction, { step: 'enroll', page: takesPasskey(form) })
    case 'codes':
      return proceed(c, interaction, { step: 'enroll', page: takesCodes(form) })
    default: // back; or on, once the recovery codes are kept
      return proceed(c, interaction, { step: 'enroll', page: page() })
  }
}

const takesPasskey =
  (form: Parameters): Page =>
  async (c, state) => {
    const { sub } = personOf(state)
    const server = serverOf(c)
    const sent = { offer: form.get('offer'), attestation: form.get('attestation') }
    const made = await takePasskey(server, sub, sent, c.get('now'))
    if (!made) return page(['passkey.refused'])(c, state)
    const { name } = deviceIn(textOf(c), c.req.header('user-agent'))
    try {
      const options = { recoveryCodes: true }
      const codes = await addPasskey(server, ownChange(c, state), sub, { ...made, name }, options)
      return enrolled(c, state, { codes, with: 'passkey', amr: [made.synced ? 'swk' : 'hwk', 'user', 'mfa'] })
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error
      return page(['passkey.refused'])(c, state)
    }
  }

const takesCodes =
  (form: Parameters): Page =>
  async (c, state) => {
    // Where a code is not enough, none was offered.
    if (!codesWouldDo(state)) return page()(c, state)
    const { sub } = personOf(state)
    const server = serverOf(c)
    const sent = { offer: form.get('offer'), code: form.get('code') }
    const taken = await takeOneTimeCodes(server, sub, sent, c.get('now'))
    if (taken.kind !== 'taken') return codesPage([problems[taken.kind]], sent.offer)(c, state)
    const codes = await switchOnOneTimeCodes(server, ownChange(c, state), sub, taken)
    return enrolled(c, state, { codes, with: 'totp', amr: ['otp'] })
  }

const problems = {
  empty: 'one_time_code.empty',
  wrong: 'one_time_code.not_yet',
  expired: 'one_time_code.expired',
} as const

/** It has just proved to work: that is the second step of this sign-in. */
function enrolled(
  c: RequestContext,
  state: State,
  { codes, with: value, amr }: { codes: readonly string[]; with: string; amr: readonly Amr[] },
): Promise<Response> {
  const method = signInMethods.find((each) => each.value === value)
  if (!method) throw new Error(`there is no method ${value}`)
  const proof = { user: personOf(state), amr, step: 'second', way: { method } } as const
  if (codes.length === 0) return advance(c, state, proof)
  return advance(c, state, proof, (interaction) => showCodes(c, state, interaction, codes))
}

async function showCodes(
  c: RequestContext,
  { request }: State,
  interaction: Interaction,
  codes: readonly string[],
): Promise<Response> {
  const t = textOf(c)
  pageHeaders(c, request.redirectUri)
  const view = EnrolledPage({
    t,
    application: applicationOf(c, request.client),
    request: await sealInteraction(c, 'enroll', interaction),
    codes,
  })
  return showPage(c, view, 200, t)
}

const page =
  (problem?: Message): Page =>
  async (c, state) => {
    const { interaction, request } = state
    const user = personOf(state)
    const t = textOf(c)
    pageHeaders(c, request.redirectUri)
    const view = EnrollPage({
      t,
      application: applicationOf(c, request.client),
      request: await sealInteraction(c, 'enroll', interaction),
      person: user.claims.name ?? user.user_id,
      problem: problem && t(...problem),
      passkey: await offerPasskey(serverOf(c), user, c.get('now')),
      withCodes: codesWouldDo(state),
    })
    return showPage(c, view, problem ? 400 : 200, t)
  }

/** @param again what was offered before: the app has its key already */
const codesPage =
  (problem?: Message, again?: string): Page =>
  async (c, state) => {
    if (!codesWouldDo(state)) return page()(c, state)
    const { interaction, request } = state
    const t = textOf(c)
    pageHeaders(c, request.redirectUri)
    const view = EnrollCodesPage({
      t,
      application: applicationOf(c, request.client),
      request: await sealInteraction(c, 'enroll', interaction),
      problem: problem && t(...problem),
      ...(await offerOneTimeCodes(serverOf(c), personOf(state), c.get('now'), again)),
    })
    return showPage(c, view, problem ? 400 : 200, t)
  }

const codesWouldDo = ({ decision }: State): boolean => decision.kind === 'enroll' && decision.level === '2'

function personOf({ raising }: State): User {
  if (!raising) throw new Error('a second factor for nobody')
  return raising.user
}

/** What they do to themself; an operator's record may be changed by its owner as by any operator. */
function ownChange(c: RequestContext, state: State) {
  const { sub, user_id, roles } = personOf(state)
  const manages = roles.includes(operatorRole) ? managementScopeNames : []
  return changeOf(c, { kind: 'person', id: sub, name: user_id }, manages)
}
