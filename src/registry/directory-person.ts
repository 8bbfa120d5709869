/** Somebody whom a directory has just let in: who came from it before, or somebody new. Nobody is ever taken over. */
import type { RequestContext } from '../http/context.ts'
import { differences } from '../protocol/audit.ts'
import { managementScopeNames } from '../protocol/management.ts'
import { parsePerson, personFields } from '../protocol/person.ts'
import { randomId, seconds } from '../runtime.ts'
import { directoryOf } from '../sign-in/directories.ts'
import { realmOf } from '../sign-in/realms.ts'
import type { Identity, Refusal } from '../sign-in/sign-in-method.ts'
import type { Credential } from '../stores/credentials.ts'
import { normalizeLogin, type User } from '../stores/users.ts'
import { type Server, serverOf } from '../tokens/server.ts'
import { type Change, changeOf, eventOf } from './change.ts'
import { notFound, RegistryError } from './errors.ts'
import { credentialIdOf } from './link.ts'
import type { Provisioned } from './provisioned.ts'
import { equal } from './revise.ts'
import { commitPerson } from './shard-push.ts'
import { about, access, found, revisePerson, toldOf } from './users.ts'

/** What the credential tells. Its mark is when the directory last said that they may, as a NumericDate. */
export interface DirectoryRecord {
  readonly dn: string
  /** The directory said no, and so they were disabled; not an operator. */
  readonly stopped?: true
  /** What its groups gave them: taken back also where the settings say no more that they do. */
  readonly roles?: readonly string[]
}

export async function personOfDirectory(c: RequestContext, identity: Identity): Promise<Provisioned> {
  const server = serverOf(c)
  const { credentials } = server.stores
  const id = credentialIdOf(identity)
  for (let tried = 0; tried < 3; tried++) {
    const known = await credentials.find<DirectoryRecord>('directory', id)
    if (known) {
      const user = await bringUpToDate(server, changeByDirectory(c, identity.source.id), identity, known)
      return user ? { kind: 'person', user } : refused('directory.disabled', 'disabled', known.sub)
    }
    if (!identity.create || !mayBeCalled(server, identity))
      return refused('directory.not_allowed', 'not_allowed')
    const outcome = await create(c, identity, id)
    // By themself, in another tab, or by somebody who is here.
    if (outcome === 'login_taken' && !(await credentials.find('directory', id)))
      return refused('directory.name_taken', 'not_allowed')
    if (typeof outcome === 'object') return { kind: 'person', user: outcome }
  }
  return refused('directory.not_allowed', 'not_allowed')
}

/**
 * Brings the record up to what the directory says now, and notes that it says yes.
 * @returns the person; undefined where an operator has disabled them
 */
export async function bringUpToDate(
  server: Server,
  change: Change,
  identity: Identity,
  { sub, id }: Pick<Credential, 'sub' | 'id'>,
): Promise<User | undefined> {
  const { email: _, email_verified: __, ...claims } = identity.claims
  const taken =
    (await takeOver(server, change, identity, { sub, id })) ||
    // Somebody else has the address that is theirs there now: they go on with the one they had, and nothing else waits.
    (await takeOver(server, change, { ...identity, claims }, { sub, id }))
  if (taken) await server.stores.credentials.use('directory', id, seconds(change.now), change.now)
  const user = await found(server.stores, sub)
  return user.status === 'active' ? user : undefined
}

async function takeOver(
  server: Server,
  change: Change,
  identity: Identity,
  { sub, id }: Pick<Credential, 'sub' | 'id'>,
): Promise<boolean> {
  const { credentials } = server.stores
  const directory = identity.source.id
  const fresh = recordOf(identity)
  try {
    await revisePerson(server, change, sub, {}, async (before) => {
      // Read after the person: where an operator says otherwise meanwhile, the person is at another version.
      const known = await credentials.find<DirectoryRecord>('directory', id)
      if (known?.sub !== sub) return undefined
      const again = before.status === 'disabled' && known.record.stopped === true
      if (before.status === 'disabled' && !again) return undefined
      const after: User = {
        ...before,
        status: 'active',
        ...shownOf(server, identity, before, known.record),
      }
      if (!again && equal(shown(after), shown(before))) {
        if (!equal(known.record, fresh)) await credentials.replacement(known, fresh).run()
        return undefined
      }
      return {
        user: after,
        event: {
          ...about(again ? 'user.directory_enabled' : 'user.updated', before),
          detail: { directory, ...differences(toldOf(before), toldOf(after)) },
        },
        statements: [credentials.revision(sub, 'directory', id, fresh)],
      }
    })
    return true
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error
    console.error(JSON.stringify({ event: 'directory_not_taken_over', sub, cause: error.fault.kind }))
    return false
  }
}

const recordOf = ({ record, roles = [] }: Identity): DirectoryRecord => ({
  dn: String(record?.dn ?? ''),
  ...(roles.length > 0 && { roles }),
})

/**
 * From then on they are somebody of this server alone: what its groups gave them goes with it, and all that they signed in
 * to. Whom it stopped stays disabled until an operator says otherwise.
 * @throws {RegistryError} not_found
 */
export async function removeDirectory(
  server: Server,
  change: Change,
  sub: string,
  id: string,
): Promise<void> {
  const { credentials } = server.stores
  const known = await credentials.find<DirectoryRecord>('directory', id)
  if (known?.sub !== sub) throw notFound('There is no such credential')
  const [directory] = id.split(' ')
  await revisePerson(server, change, sub, {}, (before) => ({
    user: {
      ...before,
      roles: before.roles.filter((role) => !known.record.roles?.includes(role)),
      not_before: seconds(change.now),
    },
    event: { ...about('user.credential_removed', before), detail: { kind: 'directory', directory } },
    statements: [credentials.removal(sub, 'directory', id)],
    ending: access,
  }))
}

const shown = ({ claims, roles }: User) => ({ claims, roles })

/** Claims that the directory no longer has stay; roles that its groups give follow them, others stay. */
function shownOf(
  server: Server,
  { claims, roles = [], source }: Identity,
  before: User,
  { roles: given = [] }: DirectoryRecord,
): Pick<User, 'claims' | 'roles'> {
  const governed = new Set([...Object.keys(directoryOf(server, source.id)?.roles ?? {}), ...given])
  const kept = before.roles.filter((role) => !governed.has(role))
  const { email, email_verified } = before.claims
  // What they have proven here of the same address holds.
  const proven = email_verified === true && email === claims.email && { email_verified }
  return {
    claims: { ...before.claims, ...claims, ...proven },
    roles: [...kept, ...roles],
  }
}

/** A name that is an address must be theirs: verified, or of a domain that leads to this directory. */
function mayBeCalled(server: Server, { login, claims, source }: Identity): boolean {
  if (!login.includes('@')) return true
  const verified =
    claims.email_verified === true && normalizeLogin(claims.email ?? '') === normalizeLogin(login)
  return verified || realmOf(server, login)?.directory === source.id
}

async function create(c: RequestContext, identity: Identity, id: string): Promise<User | string> {
  const server = serverOf(c)
  const { stores } = server
  const sub = randomId()
  const { login, user_type, roles = [], claims, source } = identity
  const parsed = personFields.safeParse({ user_id: login, user_type, roles, claims })
  if (!parsed.success) return 'no_name'
  const fields = parsePerson(parsed.data)
  const change = changeByDirectory(c, source.id)
  const record = recordOf(identity)
  const credential = { kind: 'directory', id, sub, record, mark: seconds(change.now) } as const
  const detail = { after: toldOf(fields), directory: source.id }
  const outcome = await commitPerson(stores, change, sub, [
    stores.users.revision({ ...fields, sub, passwordHash: null, not_before: 0 }, 0, change.now),
    stores.credentials.insertion(credential, change.now),
    ...stores.audit.statements([eventOf(change, { ...about('user.created', { ...fields, sub }), detail })]),
  ])
  return outcome === 'done' ? found(stores, sub) : outcome
}

/** What a directory says is what operators have set that it may: also of operators. */
const changeByDirectory = (c: RequestContext, id: string): Change =>
  changeOf(c, { kind: 'server', id: `directory:${id}`, name: id }, managementScopeNames)

const refused = (
  problem: 'directory.disabled' | 'directory.name_taken' | 'directory.not_allowed',
  why: Refusal,
  subject?: string,
): Provisioned => ({
  kind: 'refused',
  problem: [problem],
  refused: { why, ...(subject !== undefined && { subject }) },
})
