/** A person's one-time codes and recovery codes: switched on and off, and made anew. */
import { NewOneTimeCodesPage, OneTimeCodesPage } from '../../pages/account/one-time-codes.tsx'
import type { MessageKey } from '../../pages/text.ts'
import { listCredentials, removeSecondFactor } from '../../registry/credentials.ts'
import { renewRecoveryCodes, switchOnOneTimeCodes } from '../../registry/enrolment.ts'
import { RegistryError } from '../../registry/errors.ts'
import { offerOneTimeCodes, takeOneTimeCodes } from '../../sign-in/enrolment.ts'
import { showOnce, takeOnce } from '../once.ts'
import { goTo, missing, show, type Visit } from '../portal.ts'
import { askForAll, hasSecondFactor, ownUser } from './level.ts'
import { noticeOf, ownChange, subOf } from './own.ts'
import { lately, timesFor } from './when.ts'

const path = '/account/one-time-codes'
/** What the codes wait for that were just made. */
const once = 'recovery codes'

export const showOneTimeCodes = async (visit: Visit): Promise<Response> =>
  codesPage(visit, { made: await takeOnce(visit.c, visit.person, once) })

export async function submitOneTimeCodes(visit: Visit): Promise<Response> {
  const again = await askForAll(visit, await ownUser(visit))
  if (again) return again
  const { server, form } = visit
  const change = ownChange(visit)
  try {
    switch (form.get('action')) {
      case 'off':
        await removeSecondFactor(server, change, subOf(visit), 'totp')
        return goTo(visit, `${path}?done=off`)
      case 'recovery':
        return await showCodes(visit, await renewRecoveryCodes(server, change, subOf(visit)), 'recovery')
      default:
        return missing(visit)
    }
  } catch (error) {
    if (!(error instanceof RegistryError) || error.fault.kind !== 'conflict') throw error
    const mustStay = form.get('action') === 'off'
    const problem = mustStay ? 'account_codes.must_stay' : 'account_codes.nothing_to_stand_in_for'
    return codesPage(visit, { problem })
  }
}

export async function showNewOneTimeCodes(visit: Visit): Promise<Response> {
  return (await askForAll(visit, await ownUser(visit))) ?? newCodesPage(visit)
}

export async function submitNewOneTimeCodes(visit: Visit): Promise<Response> {
  const again = await askForAll(visit, await ownUser(visit))
  if (again) return again
  const { c, server, form } = visit
  const sent = { offer: form.get('offer'), code: form.get('code') }
  const taken = await takeOneTimeCodes(server, subOf(visit), sent, c.get('now'))
  if (taken.kind !== 'taken') return newCodesPage(visit, problems[taken.kind])
  return showCodes(visit, await switchOnOneTimeCodes(server, ownChange(visit), subOf(visit), taken), 'on')
}

const problems = {
  empty: 'one_time_code.empty',
  wrong: 'one_time_code.not_yet',
  expired: 'one_time_code.expired',
} as const

/** On the next page, so that a reload makes none anew. */
async function showCodes(visit: Visit, codes: readonly string[], done: 'on' | 'recovery'): Promise<Response> {
  await showOnce(visit.c, visit.person, { of: once, secret: codes.join(' ') })
  return goTo(visit, `${path}?done=${done}`)
}

async function codesPage(
  visit: Visit,
  { made, problem }: { made?: string | undefined; problem?: MessageKey },
): Promise<Response> {
  const { c, server, person, frame } = visit
  const { t } = frame
  const times = timesFor(t, person)
  const [user, all] = await Promise.all([ownUser(visit), listCredentials(server, subOf(visit))])
  const totp = all.find(({ kind }) => kind === 'totp')
  const page = OneTimeCodesPage({
    frame,
    isOn: totp !== undefined,
    about: totp
      ? [
          t('account_codes.since', { date: times.day(totp.created_at) }),
          ...(totp.used_at === null
            ? []
            : [t('account_codes.used', { when: lately(t, times, totp.used_at, c.get('now')) })]),
        ]
      : [],
    recoveryCodes: all.filter(({ kind }) => kind === 'recovery_code').length,
    mayHaveRecoveryCodes: hasSecondFactor(user),
    made: made?.split(' '),
    notice: noticeOf(visit, {
      off: 'account_codes.done_off',
      ...(made !== undefined && {
        on: 'account_codes.done_on',
        recovery: 'account_codes.done_recovery',
      }),
    }),
    problem: problem && t(problem),
  })
  return show(visit, page, problem === undefined ? 200 : 400)
}

/** The key that was shown stays where the code was wrong: the app has it already. */
async function newCodesPage(visit: Visit, problem?: MessageKey): Promise<Response> {
  const { c, server, form, frame } = visit
  const offered = await offerOneTimeCodes(server, await ownUser(visit), c.get('now'), form.get('offer'))
  const page = NewOneTimeCodesPage({ frame, ...offered, problem: problem && frame.t(problem) })
  return show(visit, page, problem === undefined ? 200 : 400)
}
