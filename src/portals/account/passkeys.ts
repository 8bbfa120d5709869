/** A person's passkeys: listed, named, removed, and another one made. */
import { NewPasskeyPage, PasskeysPage } from '../../pages/account/passkeys.tsx'
import type { Problem } from '../../pages/fields.tsx'
import type { MessageKey } from '../../pages/text.ts'
import { listCredentials, removeSecondFactor, renamePasskey } from '../../registry/credentials.ts'
import { addPasskey } from '../../registry/enrolment.ts'
import { RegistryError } from '../../registry/errors.ts'
import { offerPasskey, takePasskey } from '../../sign-in/enrolment.ts'
import { deviceIn } from '../../tokens/device-name.ts'
import { goTo, missing, show, type Visit } from '../portal.ts'
import { askForAll, ownUser } from './level.ts'
import { noticeOf, ownChange, subOf } from './own.ts'
import { lately, timesFor } from './when.ts'

const path = '/account/passkeys'

export const showPasskeys = (visit: Visit): Promise<Response> => passkeysPage(visit, [])

export async function submitPasskeys(visit: Visit): Promise<Response> {
  const again = await askForAll(visit, await ownUser(visit))
  if (again) return again
  const { server, form, frame } = visit
  const id = form.get('id') ?? ''
  const change = ownChange(visit)
  try {
    switch (form.get('action')) {
      case 'rename':
        await renamePasskey(server, change, subOf(visit), id, form.get(`name-${id}`) ?? '')
        return goTo(visit, `${path}?done=renamed`)
      case 'remove':
        await removeSecondFactor(server, change, subOf(visit), 'passkey', id)
        return goTo(visit, `${path}?done=removed`)
      default:
        return missing(visit)
    }
  } catch (error) {
    const why = refusalOf(error)
    const field = why === 'account_passkeys.name_faulty' ? `name-${id}` : undefined
    return passkeysPage(visit, [{ message: frame.t(why), field }])
  }
}

/** In the person's language; @throws whatever is not for them to mend */
function refusalOf(error: unknown): MessageKey {
  if (!(error instanceof RegistryError)) throw error
  const { fault } = error
  if (fault.kind === 'invalid') return 'account_passkeys.name_faulty'
  if (fault.kind !== 'conflict') throw error
  return reasons[fault.path ?? ''] ?? 'passkey.refused'
}

const reasons: Readonly<Partial<Record<string, MessageKey>>> = {
  last_way: 'account_passkeys.last_way',
  must_stay: 'account_passkeys.must_stay',
  taken: 'passkey.known',
  too_many: 'account_passkeys.too_many',
}

async function passkeysPage(visit: Visit, problems: Problem[]): Promise<Response> {
  const { c, server, person, frame } = visit
  const { t } = frame
  const times = timesFor(t, person)
  const passkeys = (await listCredentials(server, subOf(visit))).filter(({ kind }) => kind === 'passkey')
  const page = PasskeysPage({
    frame,
    problems,
    notice: noticeOf(visit, {
      added: 'account_passkeys.done_added',
      renamed: 'account_passkeys.done_renamed',
      removed: 'account_passkeys.done_removed',
    }),
    passkeys: passkeys.map(({ id, name = '', synced, cloned, created_at, used_at }) => ({
      id,
      name,
      about: [
        ...(cloned ? [t('account_passkeys.cloned')] : []),
        t(synced ? 'account_passkeys.synced' : 'account_passkeys.one_device'),
        t('account_passkeys.made', { date: times.day(created_at) }),
        used_at === null
          ? t('account_passkeys.never_used')
          : t('account_passkeys.used', { when: lately(t, times, used_at, c.get('now')) }),
      ],
    })),
  })
  return show(visit, page, problems.length > 0 ? 400 : 200)
}

export async function showNewPasskey(visit: Visit): Promise<Response> {
  return (await askForAll(visit, await ownUser(visit))) ?? newPasskeyPage(visit, [])
}

export async function submitNewPasskey(visit: Visit): Promise<Response> {
  const again = await askForAll(visit, await ownUser(visit))
  if (again) return again
  const { c, server, form, frame } = visit
  const sub = subOf(visit)
  const sent = { offer: form.get('offer'), attestation: form.get('attestation') }
  const made = await takePasskey(server, sub, sent, c.get('now'))
  if (!made) return newPasskeyPage(visit, [{ message: frame.t('passkey.refused') }])
  try {
    await addPasskey(server, ownChange(visit), sub, { ...made, name: form.get('name') ?? '' })
    return goTo(visit, `${path}?done=added`)
  } catch (error) {
    return newPasskeyPage(visit, [{ message: frame.t(refusalOf(error)) }])
  }
}

async function newPasskeyPage(visit: Visit, problems: Problem[]): Promise<Response> {
  const { c, server, form, frame } = visit
  const page = NewPasskeyPage({
    frame,
    name: form.get('name') ?? deviceIn(frame.t, c.req.header('user-agent')).name,
    passkey: await offerPasskey(server, await ownUser(visit), c.get('now')),
    problems,
  })
  return show(visit, page, problems.length > 0 ? 400 : 200)
}
