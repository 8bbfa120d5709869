/** A person's change goes to their shard right after its commit. Where the shard cannot be reached, cron carries it. */
import { auditId, type Cause } from '../protocol/audit.ts'
import { randomToken } from '../runtime.ts'
import type { CommitOutcome } from '../stores/commit.ts'
import type { Ending } from '../stores/shards/subject-belongings.ts'
import type { Stores } from '../stores/stores.ts'
import { type Change, unbroken } from './change.ts'

/**
 * Commits a person's change and takes it to their shard.
 * @param what ends there too; by itself the change ends what is older than its `not_before`
 */
export function commitPerson(
  stores: Stores,
  change: Change,
  sub: string,
  statements: Parameters<Stores['commit']>[0],
  what?: Ending,
): Promise<CommitOutcome> {
  const both = async () => {
    const outcome = await stores.commit(statements)
    if (outcome === 'done') await pushToShards(stores, change, [sub], what)
    return outcome
  }
  return unbroken(change, both())
}

/** After the commit of many at once: a call for each shard. */
export async function pushToShards(
  { users, subjects }: Stores,
  change: Change,
  subs: readonly string[],
  what?: Ending,
): Promise<void> {
  if (subs.length === 0) return
  const changes = await users.changesOf(subs)
  for (const [home, those] of Map.groupBy(changes, (each) => each.home)) {
    const people = those.map(({ subject }) => subject)
    try {
      await subjects.update(home, people, what?.kind === 'others' ? what.session : undefined)
      if (what) for (const { sub } of people) await subjects.end(home, sub, what, causeOf(change))
      await users.carried(people)
    } catch (error) {
      console.error(JSON.stringify({ event: 'people_not_carried', home, cause: String(error) }))
    }
  }
}

/** What a shard tells the trail about a change that is made here. */
export const causeOf = ({ actor, origin, now }: Change): Cause => ({
  id: auditId(now, randomToken(9)),
  at: now,
  actor,
  origin,
})
