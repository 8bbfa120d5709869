/** The way to the throttles in ReplayShard. The key alone picks the object; how many there are never changes. */

import { callShard } from './shards/call.ts'
import type { ReplayShard, ThrottleOutcome } from './shards/replay.ts'
import type { Limit } from './shards/replay-decisions.ts'

const shards = 8

export class Attempts {
  readonly #namespace: DurableObjectNamespace<ReplayShard>

  constructor(namespace: DurableObjectNamespace<ReplayShard>) {
    this.#namespace = namespace
  }

  /** Counts an attempt before it is made. */
  async reserve(key: string, limit: Limit): Promise<ThrottleOutcome> {
    return callShard(
      () => this.#shard(key),
      async (shard) => (await shard.reserve(key, limit)) as ThrottleOutcome,
    )
  }

  /** Whether this is the first time that the key is seen; it is remembered until `endsAt` (NumericDate). */
  async firstSeen(key: string, endsAt: number): Promise<boolean> {
    return callShard(
      () => this.#shard(key),
      async (shard) => shard.firstSeen(key, endsAt),
    )
  }

  /** After a success. */
  async forget(key: string): Promise<void> {
    await callShard(
      () => this.#shard(key),
      async (shard) => shard.forget(key),
    )
  }

  #shard(key: string): DurableObjectStub<ReplayShard> {
    let sum = 0
    for (const character of key) sum = (sum * 31 + character.charCodeAt(0)) >>> 0
    return this.#namespace.get(this.#namespace.idFromName(`attempts-${sum % shards}`))
  }
}
