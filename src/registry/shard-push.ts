/** A person's change goes to their shard right after its commit. Where the shard cannot be reached, cron carries it. */
import type { Cause } from '../protocol/audit.ts'
import type { Ending } from '../stores/shards/subject-belongings.ts'
import type { Stores } from '../stores/stores.ts'

/** @param ending what else ends there; by itself the change ends what is older than its `not_before` */
export async function pushToShard(
  stores: Stores,
  sub: string,
  ending?: { what: Ending; cause: Cause },
): Promise<void> {
  await pushToShards(stores, [sub], ending)
}

/** The same for many at once: a call for each shard. */
export async function pushToShards(
  { users, subjects }: Stores,
  subs: readonly string[],
  ending?: { what: Ending; cause: Cause },
): Promise<void> {
  const changes = await users.changesOf(subs)
  for (const [home, those] of Map.groupBy(changes, (change) => change.home)) {
    const people = those.map(({ subject }) => subject)
    try {
      await subjects.update(home, people)
      if (ending) for (const { sub } of people) await subjects.end(home, sub, ending.what, ending.cause)
      await users.carried(people)
    } catch (error) {
      console.error(JSON.stringify({ event: 'people_not_carried', home, cause: String(error) }))
    }
  }
}
