/** A document of somebody else's, kept: renewed when it is old or overtaken, served stale while they are down. */
import { patience } from './fetch-json.ts'

const stale = 86_400_000
/** After a failed attempt nobody tries again for so long. */
const retryAfter = 5_000
/** Between two renewals that were asked for, so that made-up key ids cost the authorization server nothing. */
const cooldown = 30_000
/** What a document that is no older does not hold, its source does not have: a key is published before it signs. */
const young = 5_000
/** Renewals beside one that is under way, where its outcome cannot be waited for. */
const mostBeside = 3

/** All times in milliseconds. */
interface CachedOptions<T> {
  readonly load: () => Promise<T>
  readonly now: () => number
  readonly maxAge: number
  /** Hears of every failed attempt. */
  readonly onFailure: (cause: unknown) => void
  /** Whether requests may wait for one another's attempt. Default: not in Cloudflare Workers. */
  readonly shared?: boolean
}

export class Cached<T> {
  readonly #options: CachedOptions<T> & { shared: boolean }
  #kept: { readonly value: T; readonly loadedAt: number; readonly attempt: number } | undefined
  #failure: { readonly cause: unknown; readonly at: number } | undefined
  #flight: { readonly result: Promise<T>; readonly startedAt: number } | undefined
  #attempts = 0
  #beside = 0
  #renewedAt = Number.NEGATIVE_INFINITY

  constructor(options: CachedOptions<T>) {
    this.#options = { shared: mayShare(), ...options }
  }

  /**
   * At most `maxAge` old; while the source is down, at most a day.
   * @throws whatever `load` throws, where there is nothing to serve
   */
  async get(): Promise<T> {
    const now = this.#options.now()
    const age = this.#kept === undefined ? Number.POSITIVE_INFINITY : now - this.#kept.loadedAt
    if (this.#kept !== undefined && age < this.#options.maxAge) return this.#kept.value
    const fallback = age < stale ? this.#kept : undefined
    const failedJustNow = this.#failedJustNow(now)
    if (fallback !== undefined && (failedJustNow || this.#isLoading(now))) return fallback.value
    if (failedJustNow && !this.#isLoading(now)) throw this.#failure?.cause
    try {
      return await this.#load(now)
    } catch (cause) {
      if (fallback !== undefined) return fallback.value
      throw cause
    }
  }

  /**
   * One of this moment, or as good as; undefined where it may not be asked for now: within 30 s of the last time. Then
   * nothing is known about what the one at hand does not hold.
   * @throws whatever `load` throws
   */
  async renewed(): Promise<T | undefined> {
    const now = this.#options.now()
    if (this.#isLoading(now)) {
      if (!this.#options.shared && ++this.#beside > mostBeside) return this.#young(now)
    } else {
      if (this.#failedJustNow(now)) throw this.#failure?.cause
      if (now - this.#renewedAt < cooldown) return this.#young(now)
      this.#renewedAt = now
    }
    try {
      return await this.#load(now)
    } catch (cause) {
      this.#renewedAt = Number.NEGATIVE_INFINITY // it told nobody anything, so it uses up no turn
      throw cause
    }
  }

  #young(now: number): T | undefined {
    return this.#kept !== undefined && now - this.#kept.loadedAt < young ? this.#kept.value : undefined
  }

  #failedJustNow(now: number): boolean {
    return this.#failure !== undefined && now - this.#failure.at < retryAfter
  }

  /** An attempt whose request was cancelled never ends, so it counts for as long as it could have taken. */
  #isLoading(now: number): boolean {
    return this.#flight !== undefined && now - this.#flight.startedAt < patience
  }

  #load(now: number): Promise<T> {
    const ahead = this.#isLoading(now) ? this.#flight : undefined
    if (ahead !== undefined && this.#options.shared) return ahead.result
    const result = this.#attempt()
    // Where attempts are not shared, those who come during the first one may make their own; it is the first that counts.
    if (ahead === undefined) {
      this.#flight = { result, startedAt: now }
      this.#beside = 0
    }
    return result
  }

  async #attempt(): Promise<T> {
    const attempt = ++this.#attempts
    const { load, now, onFailure } = this.#options
    try {
      const value = await load()
      // An answer that was overtaken by a later attempt's changes nothing.
      if (attempt > (this.#kept?.attempt ?? 0)) this.#kept = { value, loadedAt: now(), attempt }
      this.#failure = undefined
      return value
    } catch (cause) {
      this.#failure = { cause, at: now() }
      onFailure(cause)
      throw cause
    } finally {
      this.#flight = undefined
    }
  }
}

/** In Workers the I/O of a request ends with it: whoever waits for another's request may wait in vain. */
const mayShare = (): boolean =>
  typeof navigator === 'undefined' || navigator.userAgent !== 'Cloudflare-Workers'
