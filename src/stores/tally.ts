/**
 * What happens too often for a row each: it is counted, and the audit trail gets one event for all that is alike in a
 * few seconds, with its count. All of it is gathered in the isolate and written in one batch, so that neither a busy
 * client nor an attacker decides how much is written.
 */
import type { Counters } from '../outbound/counters.ts'
import { type AuditEvent, auditId } from '../protocol/audit.ts'
import type { Counted, CountSource } from '../protocol/counts.ts'
import type { Refusal } from '../protocol/refusal.ts'
import { randomToken } from '../runtime.ts'
import type { Audit } from './audit.ts'
import type { Refusals } from './refusals.ts'

/** Milliseconds between two writes of an isolate. */
export const writtenEvery = 10_000
/** Events that differ, between two writes; what is beyond loses who and where it was: one event each type and outcome. */
const samplesApart = 100
/** Refusals that are kept between two writes: of one client, and of all. */
const refusalsOfOne = 20
const refusalsOfAll = 200

/** The first of its kind stands for those that follow. */
export type Sample = Omit<AuditEvent, 'id' | 'at'>

export class Tally {
  readonly #counters: Counters
  readonly #audit: Audit
  readonly #refusals: Refusals
  readonly #commit: (statements: D1PreparedStatement[]) => Promise<unknown>
  #samples = new Map<string, { event: AuditEvent; count: number }>()
  #refused: { clientId: string; refusal: Refusal }[] = []
  #writtenAt = Number.NEGATIVE_INFINITY
  /** When the write that somebody waits for is due. */
  #due = Number.NEGATIVE_INFINITY

  constructor(stores: { counters: Counters; audit: Audit; refusals: Refusals }, db: D1Database) {
    this.#counters = stores.counters
    this.#audit = stores.audit
    this.#refusals = stores.refusals
    this.#commit = (statements) => db.batch(statements)
  }

  /** Counts, for the dashboard. @param now milliseconds */
  count(counted: Counted, source: CountSource, now: number): void {
    this.#counters.count(counted, source, now)
  }

  /** Tells the audit trail, together with those like it in the same minute. `example`: what the first one says besides. */
  sample(sample: Sample, now: number, example: Readonly<Record<string, unknown>> = {}): void {
    const { type, outcome, subject, clientId, detail } = sample
    const own = JSON.stringify([type, outcome, Math.floor(now / 60_000), detail, subject, clientId])
    this.#keep(own, sample, 1, () => ({
      id: auditId(now, randomToken(9)),
      at: now,
      ...sample,
      detail: { ...detail, ...example },
    }))
  }

  #keep(own: string, { type, outcome }: Sample, count: number, make: () => AuditEvent): void {
    const apart = this.#samples.has(own) || this.#samples.size < samplesApart
    const key = apart ? own : JSON.stringify([type, outcome])
    const known = this.#samples.get(key)
    if (known) known.count += count
    else this.#samples.set(key, { event: apart ? make() : ofSeveral(make()), count })
  }

  /** Keeps a refusal for the owners of the client: the newest of each. */
  refused(clientId: string, refusal: Refusal): void {
    const own = this.#refused.filter((each) => each.clientId === clientId)
    const oldest = own.length >= refusalsOfOne ? own[0] : undefined
    if (oldest) this.#refused = this.#refused.filter((each) => each !== oldest)
    if (this.#refused.length < refusalsOfAll) this.#refused.push({ clientId, refusal })
  }

  /**
   * After a request: what it left is written at once, or, where something was written a moment ago, a little later.
   * @param wait resolves after so many milliseconds
   * @returns what the platform must wait for, or undefined
   */
  settle(now: number, wait: (ms: number) => Promise<void>): Promise<void> | undefined {
    if (this.#isEmpty) return undefined
    const due = this.#writtenAt + writtenEvery
    if (due <= now || due > now + writtenEvery) return this.flush(now)
    if (this.#due === due) return undefined // somebody waits already
    this.#due = due
    return wait(due - now).then(() => this.flush(due))
  }

  /** Writes what there is. What D1 does not take now goes with the next write. */
  async flush(now: number): Promise<void> {
    if (this.#isEmpty) return
    this.#writtenAt = now
    const counts = this.#counters.take()
    const samples = this.#samples
    const refused = this.#refused
    this.#samples = new Map()
    this.#refused = []
    const events = [...samples.values()].map(({ event, count }) =>
      count === 1 ? event : { ...event, detail: { ...event.detail, count } },
    )
    try {
      await this.#commit([
        ...counts.statements(),
        ...this.#audit.statements(events),
        ...this.#refusals.statements(refused),
      ])
    } catch (error) {
      console.error(JSON.stringify({ event: 'tally_not_written', cause: String(error) }))
      counts.back()
      for (const [key, { event, count }] of samples) {
        this.#keep(key, event, count, () => event)
      }
      this.#refused = [...refused, ...this.#refused].slice(-refusalsOfAll)
    }
  }

  get #isEmpty(): boolean {
    return this.#counters.isEmpty && this.#samples.size === 0 && this.#refused.length === 0
  }
}

const ofSeveral = ({ subject: _, clientId: __, detail: ___, ...event }: AuditEvent): AuditEvent => ({
  ...event,
  actor: { kind: 'stranger', id: 'several' },
})
