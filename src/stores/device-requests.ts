/** The way to the device requests in RequestShard. How many shards there are never changes. */
import type { Config } from '../config.ts'
import { callShard } from './shards/call.ts'
import type { PollOutcome, RequestShard } from './shards/request.ts'
import type { DeviceRequest } from './shards/request-decisions.ts'

const shards = 4

export class DeviceRequests {
  readonly #namespace: DurableObjectNamespace<RequestShard>

  constructor(
    namespace: DurableObjectNamespace<RequestShard>,
    { jurisdiction }: Pick<Config, 'jurisdiction'>,
  ) {
    this.#namespace = jurisdiction === undefined ? namespace : namespace.jurisdiction(jurisdiction)
  }

  create(request: DeviceRequest): Promise<boolean> {
    return this.#call(request.userCode, (shard) => shard.create(request))
  }

  pending(userCode: string): Promise<DeviceRequest | undefined> {
    return this.#call(userCode, (shard) => shard.pending(userCode))
  }

  answer(
    userCode: string,
    id: string,
    approval: NonNullable<DeviceRequest['approval']> | 'denied',
  ): Promise<boolean> {
    return this.#call(userCode, (shard) => shard.answer(userCode, id, approval))
  }

  poll(userCode: string, id: string): Promise<PollOutcome> {
    return this.#call(userCode, (shard) => shard.poll(userCode, id))
  }

  #call<T>(userCode: string, call: (shard: DurableObjectStub<RequestShard>) => Promise<unknown>): Promise<T> {
    let sum = 0
    for (const character of userCode) sum = (sum * 31 + character.charCodeAt(0)) >>> 0
    const id = () => this.#namespace.idFromName(`device-${sum % shards}`)
    return callShard(() => this.#namespace.get(id()), call as never)
  }
}
