/** What people prove themselves with besides a password: shown, renamed, taken away. How it is added is in `enrolment.ts`. */
import * as z from 'zod'
import type { CredentialKind } from '../protocol/credential.ts'
import { operatorRole } from '../protocol/management.ts'
import { seconds } from '../runtime.ts'
import type { PasskeyRecord } from '../sign-in/passkeys.ts'
import type { Credential } from '../stores/credentials.ts'
import type { User } from '../stores/users.ts'
import { reachedByMail } from '../tokens/mail.ts'
import { notify } from '../tokens/notify.ts'
import type { Server } from '../tokens/server.ts'
import { type Change, eventOf, unbroken } from './change.ts'
import { conflict, notFound, validated } from './errors.ts'
import { about, access, found, guardOperators, type PersonSummary, revisePerson } from './users.ts'

/** What a second step can be taken with, as long as it lasts: recovery codes only stand in for these. */
export const secondFactors = ['passkey', 'totp'] as const satisfies readonly CredentialKind[]

/** A credential without what is secret of it. Times in milliseconds. */
export interface CredentialView {
  readonly kind: CredentialKind
  readonly id: string
  /** Of a passkey: what the person calls it. */
  readonly name?: string
  /** Of a passkey: whether it can be on several devices, and whether it is. */
  readonly synced?: boolean
  readonly backed_up?: boolean
  /** There is a copy of it: it works no longer. */
  readonly cloned?: boolean
  /** Of an account elsewhere: the provider or directory, and who they are there. */
  readonly source?: string
  readonly subject?: string
  readonly created_at: number
  readonly used_at: number | null
}

/** The oldest first. Of recovery codes each that is left; their ids tell nothing. */
export async function listCredentials({ stores }: Server, sub: string): Promise<CredentialView[]> {
  return (await stores.credentials.of(sub)).map(viewOf)
}

function viewOf({ kind, id, record, created_at, used_at }: Credential): CredentialView {
  const view = { kind, id, created_at, used_at }
  if (kind === 'passkey') {
    const { name, synced, backed_up, cloned } = record as PasskeyRecord
    return { ...view, name, synced, backed_up, ...(cloned && { cloned }) }
  }
  if (kind !== 'provider' && kind !== 'directory') return view
  const [source = '', ...subject] = id.split(' ')
  return { ...view, source, subject: subject.join(' ') }
}

const passkeyName = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^\P{Cc}*$/u, { error: 'must be one line' })

/** @throws {RegistryError} invalid, at `name` */
export const checkedPasskeyName = (name: string): string =>
  validated(() => z.object({ name: passkeyName }).parse({ name })).name

/** @throws {RegistryError} invalid, not_found */
export async function renamePasskey(
  { stores }: Server,
  change: Change,
  sub: string,
  id: string,
  name: string,
): Promise<void> {
  const checked = checkedPasskeyName(name)
  const user = await found(stores, sub)
  guardOperators(change, user)
  const { record } = await own<PasskeyRecord>(stores, sub, 'passkey', id)
  if (record.name === checked) return
  const detail = { kind: 'passkey', before: { name: record.name }, after: { name: checked } }
  await stores.commit([
    stores.credentials.revision(sub, 'passkey', id, { ...record, name: checked }),
    ...stores.audit.statements([eventOf(change, { ...about('user.credential_changed', user), detail })]),
  ])
}

/**
 * Takes a passkey away, or switches one-time codes off; recovery codes go with the last of them.
 * @throws {RegistryError} not_found; conflict where somebody would take the last one that they must have, or lock
 * themself out
 */
export async function removeSecondFactor(
  server: Server,
  change: Change,
  sub: string,
  kind: (typeof secondFactors)[number],
  id: string = sub,
): Promise<void> {
  const { stores } = server
  const user = await found(stores, sub)
  guardOperators(change, user)
  const credential = await own<Partial<PasskeyRecord>>(stores, sub, kind, id)
  const { name } = credential.record
  const byThemself = change.actor.kind === 'person' && change.actor.id === sub
  const lastWayIn = kind === 'passkey' && !(await hasOtherWay(server, user))
  const committed = stores.commit([
    ...(byThemself && mustHaveSecondFactor(server, user)
      ? [stores.credentials.another(credential, secondFactors)]
      : []),
    ...(lastWayIn ? [stores.credentials.another(credential, ['passkey'])] : []),
    stores.credentials.removal(sub, kind, id),
    stores.credentials.uselessRemoval(sub, 'recovery_code', secondFactors),
    ...stores.audit.statements([
      eventOf(change, {
        ...about('user.credential_removed', user),
        detail: { kind, ...(name !== undefined && { name }) },
      }),
    ]),
  ])
  if ((await unbroken(change, committed)) === 'last_credential') {
    throw lastWayIn
      ? conflict('It is the only way to sign in that is left: add another one first', 'last_way')
      : conflict('A second factor is required here: add another one first', 'must_stay')
  }
  change.background?.(notify(server, user, 'second_factor_removed', { name }, change.now))
}

/** Whether this person cannot do without one: whoever lacks it is led to make one at the next sign-in. */
export const mustHaveSecondFactor = (
  { settings }: Server,
  { roles, user_type }: Pick<User, 'roles' | 'user_type'>,
): boolean => roles.includes(operatorRole) || settings.sign_in.second_factor[user_type] === 'required'

/** Whether they can sign in without a passkey. */
async function hasOtherWay(server: Server, user: User): Promise<boolean> {
  const open = new Set(server.settings.sign_in.methods[user.user_type])
  const byMail = open.has('email') && reachedByMail(server, user)
  if (byMail || (open.has('password') && user.passwordHash !== null)) return true
  return user.credentials.some((kind) => (kind === 'provider' || kind === 'directory') && open.has(kind))
}

/**
 * For somebody who lost them all. Whatever was signed in and granted before ends: it may be in the hands of whoever has
 * what was lost.
 * @throws {RegistryError} not_found, forbidden
 */
export async function resetSecondFactors(
  server: Server,
  change: Change,
  sub: string,
): Promise<PersonSummary> {
  const { stores } = server
  // Their own they take away one by one, and never the last that they must have.
  if (change.actor.kind === 'person' && change.actor.id === sub)
    throw conflict('Your own second factors are yours to change on your account page')
  const gone = ['passkey', 'totp', 'recovery_code'] as const
  const reset = await revisePerson(server, change, sub, {}, (before) => ({
    user: { ...before, not_before: seconds(change.now) },
    event: {
      ...about('user.second_factors_reset', before),
      detail: { kinds: before.credentials.filter((kind) => gone.some((each) => each === kind)) },
    },
    statements: gone.map((kind) => stores.credentials.removal(sub, kind)),
    ending: access,
  }))
  await stores.users.forgetDevices(sub, change.now)
  change.background?.(notify(server, reset.user, 'second_factor_removed', {}, change.now))
  return reset
}

/** @throws {RegistryError} not_found, also where it is somebody else's */
async function own<Record>(
  { credentials }: Server['stores'],
  sub: string,
  kind: CredentialKind,
  id: string,
): Promise<Credential<Record>> {
  const credential = await credentials.find<Record>(kind, id)
  if (credential?.sub !== sub) throw notFound('There is no such credential')
  return credential
}
