/** The way to those who have gone elsewhere to sign in, in RequestShard. How many shards there are never changes. */
import type { Config } from '../config.ts'
import { randomToken } from '../runtime.ts'
import { callShard } from './shards/call.ts'
import type { Journey, JourneyOutcome, RequestShard } from './shards/request.ts'

const shards = 4

export class Journeys {
  readonly #namespace: DurableObjectNamespace<RequestShard>

  constructor(
    namespace: DurableObjectNamespace<RequestShard>,
    { jurisdiction }: Pick<Config, 'jurisdiction'>,
  ) {
    this.#namespace = jurisdiction === undefined ? namespace : namespace.jurisdiction(jurisdiction)
  }

  async depart(journey: Journey): Promise<void> {
    await callShard(
      () => this.#shard(journey.key),
      async (shard) => shard.depart(journey),
    )
  }

  /** @param browser hash of the cookie of the browser that came; undefined where it has none */
  async arrive(key: string, browser: string | undefined): Promise<JourneyOutcome> {
    const attempt = randomToken(16)
    return callShard(
      () => this.#shard(key),
      async (shard) => (await shard.arrive(attempt, key, browser)) as JourneyOutcome,
    )
  }

  #shard(key: string): DurableObjectStub<RequestShard> {
    let sum = 0
    for (const character of key) sum = (sum * 31 + character.charCodeAt(0)) >>> 0
    return this.#namespace.get(this.#namespace.idFromName(`journeys-${sum % shards}`))
  }
}
