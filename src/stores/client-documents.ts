/**
 * Metadata documents of clients, fetched and kept: in the isolate and in KV. Unlike the copies of our records these are
 * put by whoever read them. Nothing of ours can be restored by that, and each carries the time until which it counts, from
 * before it was fetched: a slow reader puts no more than what was true then, for no longer than it may be believed.
 */
import { FetchRefused, fetchForStranger } from '../outbound/fetch.ts'
import { fetchSector } from '../outbound/sector-identifier.ts'
import { clientOfDocument, freshFor } from '../protocol/client-document.ts'
import { type Client, completeClient } from '../protocol/client-metadata.ts'
import { readCopy } from './read-copy.ts'

const keptInMemory = 500
/** §6.6 of the draft has 5 KB in mind; some list many redirect URIs. */
const maxBytes = 16 * 1024
const timeoutMs = 3_000
/** While its host does not answer, a document counts so much longer: seconds in KV. */
const keptFor = 86_400

/** After a failure: seconds until its host is asked again, in an isolate. */
const restsPassing = 60
const restsBroken = 5
/** However fresh it is: seconds after which an operator's record of the same id is looked for again. */
const unasked = 30

interface Kept {
  readonly client: Client
  /** Milliseconds. */
  readonly freshUntil: number
}

/** Milliseconds. */
interface Remembered extends Kept {
  readonly askAgain: number
  /** Later than `freshUntil` while its host rests. */
  readonly usableUntil: number
}

interface Broken {
  readonly error: FetchRefused
  readonly until: number
}

export class ClientDocuments {
  readonly #memory = new Map<string, Remembered>()
  readonly #broken = new Map<string, Broken>()
  readonly #kv: KVNamespace
  readonly #ownHost: string

  constructor(kv: KVNamespace, ownHost: string) {
    this.#kv = kv
    this.#ownHost = ownHost
  }

  /** The client of a document that is at hand, where it was asked a moment ago whether an operator says otherwise. */
  remembered(url: string, now: number): Client | undefined {
    const kept = this.#memory.get(url)
    return kept && kept.askAgain > now && kept.usableUntil > now ? kept.client : undefined
  }

  /**
   * @param beforeFetch whether the URL may be fetched: may throw. `again`: an older copy could stand in. What it answers is
   * called where that went well
   * @throws {FetchRefused} with what to tell whoever came with the URL
   */
  async get(
    url: string,
    now: number,
    beforeFetch: (again: boolean) => Promise<() => Promise<void>>,
  ): Promise<Client> {
    const remembered = this.#memory.get(url)
    if (remembered && remembered.usableUntil > now) return this.#remember(url, remembered, now)
    const broken = this.#broken.get(url)
    if (broken && broken.until > now) throw broken.error
    const key = await keyOf(url)
    const copy = await readCopy<Kept>(this.#kv, key)
    const kept = copy ? { ...copy, client: completeClient(copy.client) } : undefined
    if (kept && kept.freshUntil > now) return this.#remember(url, kept, now)
    const stale = kept ?? remembered
    const standIn = stale && stale.freshUntil + keptFor * 1000 >= now ? stale : undefined
    const wentWell = await beforeFetch(standIn !== undefined)
    try {
      const fetched = await this.#fetch(url, now)
      await Promise.all([this.#put(key, fetched), wentWell()])
      return this.#remember(url, fetched, now)
    } catch (error) {
      if (!(error instanceof FetchRefused)) throw error
      if (!error.passing) this.#noteBroken(url, { error, until: now + restsBroken * 1000 })
      if (!error.passing || !standIn) throw error
      return this.#remember(url, { ...standIn, usableUntil: now + restsPassing * 1000 }, now)
    }
  }

  async #fetch(url: string, now: number): Promise<Kept> {
    const accept = ['application/json']
    const { text, headers } = await fetchForStranger(url, {
      accept,
      maxBytes,
      timeoutMs,
      ownHost: this.#ownHost,
    })
    let client: Client
    try {
      client = clientOfDocument(url, JSON.parse(text))
    } catch (error) {
      const why = error instanceof SyntaxError ? 'is not JSON' : (error as Error).message
      throw new FetchRefused(why, { cause: error })
    }
    await this.#checkSector(client)
    return { client, freshUntil: now + freshFor(headers) * 1000 }
  }

  /** OpenID Connect Core §8.1: who claims a sector learns by what subjects others know their people. */
  async #checkSector({ sector_identifier_uri: uri, redirect_uris }: Client): Promise<void> {
    if (uri === undefined) return
    try {
      await fetchSector(uri, redirect_uris, this.#ownHost)
    } catch (cause) {
      if (!(cause instanceof FetchRefused)) throw cause
      throw new FetchRefused(`has a sector_identifier_uri that ${cause.message}`, {
        cause,
        passing: cause.passing,
      })
    }
  }

  #remember(url: string, kept: Kept & { usableUntil?: number }, now: number): Client {
    if (this.#memory.size >= keptInMemory) this.#memory.clear()
    const { client, freshUntil, usableUntil = freshUntil } = kept
    this.#memory.set(url, { client, freshUntil, usableUntil, askAgain: now + unasked * 1000 })
    return client
  }

  #noteBroken(url: string, broken: Broken): void {
    this.#memory.delete(url)
    if (this.#broken.size >= keptInMemory) this.#broken.clear()
    this.#broken.set(url, broken)
  }

  async #put(key: string, kept: Kept): Promise<void> {
    try {
      await this.#kv.put(key, JSON.stringify(kept), { expirationTtl: keptFor })
    } catch (error) {
      // KV takes one write a second; whoever comes next fetches it again.
      console.error(JSON.stringify({ event: 'document_not_kept', cause: String(error) }))
    }
  }
}

/** KV takes keys of up to 512 bytes. */
async function keyOf(url: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(url))
  return `document:${[...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
