/** Somebody whom a directory has just let in: who came from it before, or somebody new. Nobody is ever taken over. */
import type { RequestContext } from '../http/context.ts'
import { differences } from '../protocol/audit.ts'
import { managementScopeNames } from '../protocol/management.ts'
import { parsePerson, personFields } from '../protocol/person.ts'
import { randomId, seconds } from '../runtime.ts'
import { directoryOf } from '../sign-in/directories.ts'
import type { Identity, Refusal } from '../sign-in/sign-in-method.ts'
import type { Credential } from '../stores/credentials.ts'
import type { User } from '../stores/users.ts'
import { type Server, serverOf } from '../tokens/server.ts'
import { type Change, changeOf, eventOf } from './change.ts'
import { RegistryError } from './errors.ts'
import { credentialIdOf } from './link.ts'
import type { Provisioned } from './provisioned.ts'
import { equal } from './revise.ts'
import { commitPerson } from './shard-push.ts'
import { about, found, revisePerson, toldOf } from './users.ts'

/** What the credential tells. Its mark is when the directory last said that they may, as a NumericDate. */
export interface DirectoryRecord {
  readonly dn: string
  /** The directory said no, and so they were disabled; not an operator. */
  readonly stopped?: true
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
    if (!identity.create) return refused('directory.not_allowed', 'not_allowed')
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
  { sub, id, record }: Credential<DirectoryRecord>,
): Promise<User | undefined> {
  const { credentials } = server.stores
  const stopped = record.stopped === true
  const { id: directory } = identity.source
  const fresh: DirectoryRecord = { dn: String(identity.record?.dn ?? '') }
  try {
    await revisePerson(server, change, sub, {}, (before) => {
      const again = before.status === 'disabled' && stopped
      if (before.status === 'disabled' && !again) return undefined
      const after: User = { ...before, status: 'active', ...shownOf(server, identity, before) }
      if (!again && equal(shown(after), shown(before))) return undefined
      return {
        user: after,
        event: {
          ...about(again ? 'user.directory_enabled' : 'user.updated', before),
          detail: { directory, ...differences(toldOf(before), toldOf(after)) },
        },
        statements: [credentials.revision(sub, 'directory', id, fresh)],
      }
    })
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error
    // Somebody else has the address that is theirs there now: they go on with the one they had.
    console.error(JSON.stringify({ event: 'directory_not_taken_over', sub, cause: error.fault.kind }))
  }
  await credentials.use('directory', id, seconds(change.now), change.now)
  const user = await found(server.stores, sub)
  return user.status === 'active' ? user : undefined
}

const shown = ({ claims, roles }: User) => ({ claims, roles })

/** Claims that the directory no longer has stay; roles that its groups give follow them, others stay. */
function shownOf(
  server: Server,
  { claims, roles, source }: Identity,
  before: User,
): Pick<User, 'claims' | 'roles'> {
  const governed = new Set(Object.keys(directoryOf(server, source.id)?.roles ?? {}))
  const kept = before.roles.filter((role) => !governed.has(role))
  const { email, email_verified } = before.claims
  // What they have proven here of the same address holds.
  const proven = email_verified === true && email === claims.email && { email_verified }
  return {
    claims: { ...before.claims, ...claims, ...proven },
    roles: roles === undefined ? before.roles : [...kept, ...roles],
  }
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
  const record: DirectoryRecord = { dn: String(identity.record?.dn ?? '') }
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
