/** What people do to their own account; what operators do to it is in `users.ts`. */
import { operatorRole } from '../protocol/management.ts'
import type { StandardClaims } from '../protocol/subject.ts'
import { seconds } from '../runtime.ts'
import { hashPassword } from '../sign-in/password-hash.ts'
import { notify } from '../tokens/notify.ts'
import type { Server } from '../tokens/server.ts'
import type { Change } from './change.ts'
import { checkedPassword } from './checked-password.ts'
import { conflict } from './errors.ts'
import type { Versioned } from './revise.ts'
import { about, deleteUser, found, type PersonSummary, revisePerson, updateUser } from './users.ts'

/** The claims that a person may say of themself. The others open doors, or must be proven first. */
export const ownClaims = [
  'name',
  'given_name',
  'middle_name',
  'family_name',
  'nickname',
  'picture',
  'website',
  'birthdate',
  'zoneinfo',
  'locale',
] as const satisfies readonly (keyof StandardClaims)[]
export type OwnClaim = (typeof ownClaims)[number]

/** @throws {RegistryError} invalid, version_mismatch */
export async function changeProfile(
  server: Server,
  change: Change,
  sub: string,
  profile: Readonly<Partial<Record<OwnClaim, string | null>>>,
  options: Versioned = {},
): Promise<PersonSummary> {
  const { claims } = await found(server.stores, sub)
  const same = ownClaims.every((name) => !(name in profile) || (profile[name] ?? undefined) === claims[name])
  const updated = same ? {} : { updated_at: seconds(change.now) } // OIDC Core §5.1
  return updateUser(server, change, sub, { claims: { ...profile, ...updated } }, options)
}

/**
 * @param password the new one; that the present one was proven is up to the caller
 * @param others what becomes of the other sessions and the grants: `renewed` is the private id under which this session goes on
 * @throws {RegistryError} invalid
 */
export async function changePassword(
  server: Server,
  change: Change,
  sub: string,
  password: string,
  others: 'kept' | { session: string; renewed: string },
): Promise<void> {
  const user = await found(server.stores, sub)
  const passwordHash = await hashPassword(checkedPassword(password, user))
  const kept = others === 'kept'
  await revisePerson(server, change, sub, {}, (before) => ({
    user: { ...before, passwordHash, ...(!kept && { not_before: seconds(change.now) }) },
    event: {
      ...about('user.password_set', before),
      detail: { made: false, others: kept ? 'kept' : 'ended' },
    },
    ending: kept ? undefined : { kind: 'others', ...others },
  }))
  change.background?.(notify(server, user, 'password_changed', {}, change.now))
}

/** @throws {RegistryError} conflict where they are an operator, who would lock themself out, and perhaps everybody */
export async function deleteOwnAccount(server: Server, change: Change, sub: string): Promise<void> {
  if ((await found(server.stores, sub)).roles.includes(operatorRole))
    throw conflict('An operator is deleted by another operator')
  await deleteUser(server, change, sub)
}
