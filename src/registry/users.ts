/** People: added, changed, disabled, given a password, deleted. Each change reaches their shard at once. */
import { type AuditEvent, differences } from '../protocol/audit.ts'
import { managementScopeNames, operatorRole } from '../protocol/management.ts'
import { type PersonFields, type PersonInput, parsePerson, sub as subSchema } from '../protocol/person.ts'
import { randomId, seconds } from '../runtime.ts'
import { hashPassword } from '../sign-in/password-hash.ts'
import type { CommitOutcome, Statement } from '../stores/commit.ts'
import type { Ending } from '../stores/shards/subject-belongings.ts'
import type { UserQuery } from '../stores/user-list.ts'
import type { User, UserRevision } from '../stores/users.ts'
import { notify } from '../tokens/notify.ts'
import type { Server } from '../tokens/server.ts'
import { type Change, eventOf } from './change.ts'
import { checkedPassword, madePassword } from './checked-password.ts'
import { type Listed, type ListOptions, listed, pageOptions } from './cursor.ts'
import { conflict, faultsOf, forbidden, invalid, notFound, validated, versionMismatch } from './errors.ts'
import { equal, merged, type Update, type Versioned } from './revise.ts'
import { commitPerson } from './shard-push.ts'

/** A person as operators see them. Times in milliseconds, but `not_before`, a NumericDate. */
export interface Person {
  readonly sub: string
  readonly user_id: string
  readonly user_type: User['user_type']
  readonly roles: readonly string[]
  readonly status: User['status']
  readonly claims: User['claims']
  readonly not_before: number
  readonly has_password: boolean
  /** What else they have to prove themselves with. */
  readonly credentials: User['credentials']
  readonly created_at: number
  readonly changed_at: number
}

export interface PersonSummary {
  readonly user: Person
  readonly version: number
}

export type NewPerson = PersonInput & { sub?: string | undefined; password?: string | undefined }

/**
 * @throws {RegistryError} invalid; conflict where the user name, the email address or the sub is somebody's
 * @throws {OAuthError} temporarily_unavailable where too many passwords are being hashed
 */
export async function createUser(
  { stores }: Server,
  change: Change,
  { sub = randomId(), password, ...input }: NewPerson,
  more: Parameters<Server['stores']['commit']>[0] = [],
): Promise<PersonSummary> {
  if (!subSchema.safeParse(sub).success)
    throw invalid({ path: 'sub', message: 'must be 1 to 255 ASCII characters without spaces' })
  const fields = await checkedPerson(stores, input, password)
  guardOperators(change, fields)
  const passwordHash = password === undefined ? null : await hashPassword(password)
  const { now } = change
  const outcome = await commitPerson(stores, change, sub, [
    ...more,
    stores.users.revision({ ...fields, sub, passwordHash, not_before: 0 }, 0, now),
    ...stores.audit.statements([
      eventOf(change, { ...about('user.created', { ...fields, sub }), detail: { after: toldOf(fields) } }),
    ]),
  ])
  if (outcome === 'stale') throw conflict('Somebody has this sub already', 'sub')
  if (outcome === 'used_up') throw conflict('The invitation is no longer good', 'invitation')
  refuseTaken(outcome)
  return personOf(await found(stores, sub))
}

/**
 * @param input fields to change; null takes one away, also inside `claims`
 * @throws {RegistryError} invalid, not_found, conflict, version_mismatch
 */
export async function updateUser(
  server: Server,
  change: Change,
  sub: string,
  input: Readonly<Record<string, unknown>>,
  options: Update = {},
): Promise<PersonSummary> {
  const { credentials } = server.stores
  return revisePerson(server, change, sub, options, async (before) => {
    const { user_id, user_type, roles, status, claims } = before
    const known = { user_id, user_type, roles: [...roles], status, claims }
    const asked = merged(known, input, options, [], ['status'])
    const inside = asked.claims
    if (!options.whole && Object.hasOwn(input, 'claims') && typeof inside === 'object' && inside !== null)
      asked.claims = merged(claims, inside as Record<string, unknown>, {}, [])
    const after = validated(() => parsePerson(asked))
    // From now on it is as an operator says, not as a directory did that stopped them.
    const decided = credentials.unstopping(sub)
    if (equal(after, known)) {
      if (Object.keys(input).join() === 'status') await decided.run()
      return undefined
    }
    const stopped = after.status === 'disabled' && status === 'active'
    return {
      user: { ...before, ...after, ...(stopped && { not_before: seconds(change.now) }) },
      event: { ...about('user.updated', before), detail: changes(known, after) },
      ...(stopped && { ending: access }),
      ...(after.status !== status && { statements: [decided] }),
    }
  })
}

/**
 * Ends what was signed in and granted before.
 * @param password one that is given, or none for one made here, which is told this once
 */
export async function setPassword(
  server: Server,
  change: Change,
  sub: string,
  { password, ...options }: { password?: string | undefined } & Versioned = {},
): Promise<PersonSummary & { password?: string }> {
  const made = password === undefined ? madePassword() : undefined
  const user = await found(server.stores, sub) // before the hash, which is dear
  const passwordHash = await hashPassword(made ?? checkedPassword(password ?? '', user))
  const changed = await revisePerson(server, change, sub, options, (before) => ({
    user: { ...before, passwordHash, not_before: seconds(change.now) },
    event: { ...about('user.password_set', before), detail: { made: made !== undefined } },
    ending: access,
  }))
  change.background?.(notify(server, user, 'password_changed', {}, change.now))
  return { ...changed, ...(made !== undefined && { password: made }) }
}

/** Their sub may come back later, and then as somebody newer: nothing of before comes back to life. */
export async function deleteUser(
  { stores }: Server,
  change: Change,
  sub: string,
  { ifVersion }: Versioned = {},
): Promise<void> {
  const event = (user: User) =>
    eventOf(change, { ...about('user.deleted', user), detail: { before: toldOf(user) } })
  for (;;) {
    const user = await found(stores, sub)
    if (ifVersion !== undefined && ifVersion !== user.version) throw versionMismatch(user.version)
    guardOperators(change, user)
    const statements = [
      ...stores.users.removal(sub, user.version, seconds(change.now)),
      ...stores.audit.statements([event(user)]),
    ]
    if ((await commitPerson(stores, change, sub, statements, { kind: 'everything' })) === 'done') return
  }
}

/** From D1: as they are now. */
export async function getUser({ stores }: Server, sub: string): Promise<PersonSummary | undefined> {
  const user = await stores.users.findBySub(sub)
  return user && personOf(user)
}

/** By user name. `search`: how a user name, an email address or a name begins. */
export async function listUsers(
  { stores }: Server,
  { search, user_type, status, ...options }: Pick<UserQuery, 'search' | 'user_type' | 'status'> & ListOptions,
): Promise<Listed<PersonSummary>> {
  return listed(await stores.users.list({ search, user_type, status, ...pageOptions(options) }), personOf)
}

/** All that was signed in and granted before. */
export const access: Ending = { kind: 'access' }

interface PersonRevision {
  readonly user: User
  readonly event: Pick<AuditEvent, 'type' | 'detail' | 'subject' | 'target'>
  /** What else ends in their shard. */
  readonly ending?: Ending | undefined
  /** What else changes with it, or not at all. */
  readonly statements?: readonly Statement[]
}

export async function revisePerson(
  { stores }: Server,
  change: Change,
  sub: string,
  { ifVersion }: Versioned,
  decide: (before: User) => PersonRevision | undefined | Promise<PersonRevision | undefined>,
): Promise<PersonSummary> {
  for (let round = 0; round < 5; round++) {
    const before = await found(stores, sub)
    if (ifVersion !== undefined && ifVersion !== before.version) throw versionMismatch(before.version)
    const revision = await decide(before)
    if (!revision) return personOf(before)
    guardOperators(change, before, revision.user)
    const { user, event, ending, statements: more = [] } = revision
    const statements = [
      stores.users.revision(user, before.version, change.now),
      ...more,
      ...stores.audit.statements([eventOf(change, event)]),
    ]
    const outcome = await commitPerson(stores, change, sub, statements, ending)
    if (outcome === 'stale') continue
    refuseTaken(outcome)
    return personOf({ ...user, version: before.version + 1, changed_at: change.now })
  }
  throw conflict('Others keep changing it; try again')
}

export async function found(stores: Server['stores'], sub: string): Promise<User> {
  const user = await stores.users.findBySub(sub)
  if (!user) throw nobody()
  return user
}

/**
 * Whoever changes an operator, or makes somebody one, could act as one: only who may use all of the management API may.
 * @throws {RegistryError} forbidden
 */
export function guardOperators(
  { manages = [] }: Change,
  ...people: readonly { readonly roles: readonly string[] }[]
): void {
  const missing = managementScopeNames.filter((scope) => !manages.includes(scope))
  if (missing.length > 0 && people.some(({ roles }) => roles.includes(operatorRole)))
    throw forbidden('Only an operator changes operators, or makes somebody one', missing)
}

const nobody = () => notFound('There is no such person')

function refuseTaken(outcome: CommitOutcome): void {
  if (outcome === 'login_taken')
    throw conflict('This user name or email address is already how somebody signs in', 'user_id')
}

export const about = <T extends AuditEvent['type']>(
  type: T,
  { sub, user_id }: Pick<UserRevision, 'sub' | 'user_id'>,
) => ({
  type,
  subject: sub,
  target: { kind: 'user', id: sub, name: user_id } as const,
})

/** The trail outlives the person's record: it says what they could do, and which claims there were, not what they said. */
export const toldOf = ({ user_id, user_type, roles, status, claims }: PersonFields | User) => ({
  ...{ user_id, user_type, roles, status },
  claims: Object.keys(claims),
})

function changes(before: PersonFields, after: PersonFields): Record<string, unknown> {
  const claims = differences({ ...before.claims }, { ...after.claims })
  return {
    ...differences(toldOf(before), toldOf(after)),
    changed_claims: Object.keys({ ...claims.before, ...claims.after }),
  }
}

const personOf = ({
  passwordHash,
  version,
  home: _,
  devicesFrom: __,
  passwordLink: ___,
  ...user
}: User): PersonSummary => ({
  user: { ...user, has_password: passwordHash !== null },
  version,
})

/** All that is wrong with somebody new, at once. @throws {RegistryError} invalid */
async function checkedPerson(
  { users }: Server['stores'],
  input: PersonInput,
  password: string | undefined,
): Promise<PersonFields> {
  const login = typeof input.user_id === 'string' ? input.user_id : ''
  const faults = [
    ...faultsOf(() => parsePerson(input)),
    ...(password === undefined
      ? []
      : faultsOf(() => checkedPassword(password, { user_id: login, claims: {} }))),
  ]
  if (faults.length === 0) {
    const fields = parsePerson(input)
    if (password !== undefined) checkedPassword(password, fields)
    return fields
  }
  if (login !== '' && (await users.findByLogin(login)) !== undefined)
    faults.push({ path: 'user_id', message: 'is already how somebody signs in' })
  throw invalid(...faults)
}
