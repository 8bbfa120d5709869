/** The one alarm of an object, which is only ever set earlier. */
import { now as clock } from '../../runtime.ts'

export class Alarm {
  readonly #storage: DurableObjectStorage
  /** Milliseconds. */
  #at: number | undefined

  constructor(ctx: DurableObjectState) {
    this.#storage = ctx.storage
    // One that is set already must stay: each restart would push it back.
    void ctx.blockConcurrencyWhile(async () => {
      this.#at = (await ctx.storage.getAlarm()) ?? undefined
    })
  }

  /** It has gone off. */
  went(): void {
    this.#at = undefined
  }

  arm(inMs: number): void {
    const at = clock() + inMs
    if (this.#at !== undefined && this.#at <= at) return
    this.#at = at
    void this.#storage.setAlarm(at)
  }
}
