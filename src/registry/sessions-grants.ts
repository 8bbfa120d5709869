/** A person's sessions, grants and remembered consents: shown, and ended. They live in the person's shard. */
import type {
  Belongings,
  ConsentView,
  Ending,
  GrantView,
  SessionView,
} from '../stores/shards/subject-belongings.ts'
import type { Server } from '../tokens/server.ts'
import type { Change } from './change.ts'
import { notFound } from './errors.ts'
import { causeOf } from './shard-push.ts'

export type { ConsentView, GrantView, SessionView }

/** One call of their shard; nothing where they never signed in. Times are NumericDates. */
export async function listSessionsAndGrants({ stores }: Server, sub: string): Promise<Belongings> {
  const home = await homeOf(stores, sub)
  return home === null ? { sessions: [], grants: [], consents: [] } : stores.subjects.belongings(home, sub)
}

/** @throws {RegistryError} not_found, also where it has ended already */
export const endSession = (server: Server, change: Change, sub: string, sid: string): Promise<void> =>
  endOne(server, change, sub, { kind: 'session', sid }, 'There is no such session')

/** Ends a grant and all that it yielded. */
export const endGrant = (server: Server, change: Change, sub: string, grantId: string): Promise<void> =>
  endOne(server, change, sub, { kind: 'grant', id: grantId }, 'There is no such grant')

/** Ends every session of a person, but one where `except` names its `sid`; what applications were granted goes on. Returns how many. */
export async function endSessions(
  server: Server,
  change: Change,
  sub: string,
  except?: string,
): Promise<number> {
  // First: who has a copy of their cookies is a stranger again, whatever fails after that.
  await server.stores.users.forgetDevices(sub, change.now)
  return end(server, change, sub, { kind: 'sessions', ...(except !== undefined && { except }) })
}

/** Ends every grant of a person. Returns how many. */
export const endGrants = (server: Server, change: Change, sub: string): Promise<number> =>
  end(server, change, sub, { kind: 'grants' })

/** Takes back all that a person allows a client: its grants, and the consent that was remembered. */
export const withdrawConsent = (
  server: Server,
  change: Change,
  sub: string,
  clientId: string,
): Promise<number> => end(server, change, sub, { kind: 'client', clientId })

async function endOne(
  server: Server,
  change: Change,
  sub: string,
  ending: Ending,
  missing: string,
): Promise<void> {
  if ((await end(server, change, sub, ending)) === 0) throw notFound(missing)
}

async function end({ stores }: Server, change: Change, sub: string, ending: Ending): Promise<number> {
  const home = await homeOf(stores, sub)
  return home === null ? 0 : stores.subjects.end(home, sub, ending, causeOf(change))
}

async function homeOf({ users }: Server['stores'], sub: string): Promise<string | null> {
  const user = await users.findBySub(sub)
  if (!user) throw notFound('There is no such person')
  return user.home
}
