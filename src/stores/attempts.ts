/** The way to the throttles in ReplayShard. The key alone picks the object; how many there are never changes. */

import type { Config } from '../config.ts'
import { randomToken } from '../runtime.ts'
import { callShard } from './shards/call.ts'
import type { ReplayShard, ThrottleOutcome } from './shards/replay.ts'
import type { Limit } from './shards/replay-decisions.ts'

const shards = 8

export class Attempts {
  readonly #namespace: DurableObjectNamespace<ReplayShard>

  constructor(
    namespace: DurableObjectNamespace<ReplayShard>,
    { jurisdiction }: Pick<Config, 'jurisdiction'>,
  ) {
    // Only asked for when set: local workerd has no jurisdictions and throws.
    this.#namespace = jurisdiction === undefined ? namespace : namespace.jurisdiction(jurisdiction)
  }

  /** Counts an attempt before it is made. */
  async reserve(key: string, limit: Limit): Promise<ThrottleOutcome> {
    const attempt = randomToken(16)
    return callShard(
      () => this.#shard(key),
      async (shard) => (await shard.reserve(attempt, key, limit)) as ThrottleOutcome,
    )
  }

  /** Whether this is the first time that the key is seen; it is remembered until `endsAt` (NumericDate). */
  async firstSeen(key: string, endsAt: number): Promise<boolean> {
    const attempt = randomToken(16)
    return callShard(
      () => this.#shard(key),
      async (shard) => shard.firstSeen(attempt, key, endsAt),
    )
  }

  /** After a success that vouches only for itself: it counts no longer, the failures before it do. */
  async takeBack(key: string): Promise<void> {
    await callShard(
      () => this.#shard(key),
      async (shard) => shard.takeBack(key),
    )
  }

  /** After a success that vouches for all attempts before it. */
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
