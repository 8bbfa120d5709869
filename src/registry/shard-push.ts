/** A person's change goes to their shard right after its commit. Where the shard cannot be reached, cron carries it. */
import type { Cause } from '../protocol/audit.ts'
import type { Ending } from '../stores/shards/subject-belongings.ts'
import type { Stores } from '../stores/stores.ts'

/** @param ending what else ends there; by itself the change ends what is older than its `not_before` */
export async function pushToShard(
  { users, subjects }: Stores,
  sub: string,
  ending?: { what: Ending; cause: Cause },
): Promise<void> {
  const changed = await users.changeOf(sub)
  if (!changed) return
  const { home, subject } = changed
  try {
    await subjects.update(home, [subject])
    if (ending) await subjects.end(home, sub, ending.what, ending.cause)
    await users.carried([subject])
  } catch (error) {
    console.error(JSON.stringify({ event: 'people_not_carried', home, cause: String(error) }))
  }
}
