/** Cron: rotates the signing keys, puts copies in KV right again, carries people's changes to their shards, sweeps. */
import type { Stores } from '../stores/stores.ts'
import { recentKeyEvents } from '../tokens/key-events.ts'
import { maintainKeys } from '../tokens/key-rotation.ts'
import type { Server } from '../tokens/server.ts'
import { resealCredentials } from './reseal-credentials.ts'
import { resealSettings } from './settings.ts'

/** @param now milliseconds */
export async function maintainServer(server: Server, now: number): Promise<void> {
  const { stores, sealer, pairwise } = server
  // People first: somebody may have to be stopped. A step that fails does not keep the others from their turn.
  const steps = {
    people: () => carryChangedPeople(stores),
    keyEvents: async () => stores.audit.record(recentKeyEvents(await stores.keys.record(), now)),
    keys: () => maintainKeys(stores.keys, sealer, now),
    clients: () => stores.clients.repair(),
    resources: () => stores.resources.repair(),
    settings: () => stores.settings.repair(),
    setUp: () => stores.setUp.repair(),
    secrets: async () => {
      await pairwise.reseal(now)
      await resealSettings(server, now)
      await resealCredentials(server, now)
    },
    trail: () => sweepTrail(stores, now),
  }
  const failed: { step: string; error: unknown }[] = []
  for (const [step, run] of Object.entries(steps)) {
    try {
      await run()
    } catch (error) {
      console.error(JSON.stringify({ event: 'cron_failed', step, cause: String(error) }))
      failed.push({ step, error })
    }
  }
  await stores.condition.noteCron({ ranAt: now, failed: failed.map(({ step }) => step) })
  if (failed[0]) throw failed[0].error // the platform counts the run as failed
}

const batch = 500
const batchesInOneRun = 20

async function carryChangedPeople({ users, subjects }: Stores): Promise<void> {
  const unreachable = new Set<string>()
  for (let round = 0; round < batchesInOneRun; round++) {
    const changes = (await users.changed(batch)).filter(({ home }) => !unreachable.has(home))
    for (const [home, those] of Map.groupBy(changes, (change) => change.home)) {
      const people = those.map(({ subject }) => subject)
      try {
        await subjects.update(home, people)
        await users.carried(people)
      } catch (error) {
        // One shard that is down does not hold up the others; the next run tries again.
        unreachable.add(home)
        console.error(JSON.stringify({ event: 'people_not_carried', home, cause: String(error) }))
      }
    }
    if (changes.length < batch) return
  }
}

/** What an operator wants kept no longer. */
async function sweepTrail({ settings, audit, counters }: Stores, now: number): Promise<void> {
  const { audit_retention_days: days } = await settings.current(now)
  const before = now - days * 86_400_000
  await counters.sweep(now, before)
  for (let round = 0; round < batchesInOneRun; round++) if (!(await audit.sweep(before))) return
}
