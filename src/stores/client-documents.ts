/**
 * Metadata documents of clients, fetched and kept: in the isolate and in KV. Unlike the copies of our records these are
 * put by whoever read them. Nothing of ours can be restored by that, and each carries the time until which it counts, from
 * before it was fetched: a slow reader puts no more than what was true then, for no longer than it may be believed.
 */
import { FetchRefused, fetchForStranger } from '../outbound/fetch.ts'
import { clientOfDocument, freshFor } from '../protocol/client-document.ts'
import { type Client, completeClient } from '../protocol/client-metadata.ts'
import { readCopy } from './read-copy.ts'

const keptInMemory = 500
/** §6.6 of the draft has 5 KB in mind; some list many redirect URIs. */
const maxBytes = 16 * 1024
const timeoutMs = 3_000
/** While its host does not answer, a document counts so much longer: seconds in KV. */
const keptFor = 86_400

interface Kept {
  readonly client: Client
  /** Milliseconds. */
  readonly freshUntil: number
}

export class ClientDocuments {
  readonly #memory = new Map<string, Kept>()
  readonly #kv: KVNamespace
  readonly #ownHost: string

  constructor(kv: KVNamespace, ownHost: string) {
    this.#kv = kv
    this.#ownHost = ownHost
  }

  /** The client of a document that is at hand. */
  remembered(url: string, now: number): Client | undefined {
    const kept = this.#memory.get(url)
    return kept && kept.freshUntil > now ? kept.client : undefined
  }

  /**
   * @param beforeFetch called before a URL is fetched that nobody has come with lately; may throw
   * @throws {FetchRefused} with what to tell whoever came with the URL
   */
  async get(url: string, now: number, beforeFetch: () => Promise<void>): Promise<Client> {
    const remembered = this.#memory.get(url)
    const key = await keyOf(url)
    const copy = await readCopy<Kept>(this.#kv, key)
    const kept = copy ? { ...copy, client: completeClient(copy.client) } : undefined
    if (kept && kept.freshUntil > now) return this.#remember(url, kept)
    const stale = kept ?? remembered
    if (!stale) await beforeFetch()
    try {
      const fetched = await this.#fetch(url, now)
      await this.#put(key, fetched)
      return this.#remember(url, fetched)
    } catch (error) {
      if (!(error instanceof FetchRefused) || !error.passing || !stale) throw error
      if (stale.freshUntil + keptFor * 1000 < now) throw error
      return stale.client
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
    try {
      return { client: clientOfDocument(url, JSON.parse(text)), freshUntil: now + freshFor(headers) * 1000 }
    } catch (error) {
      const why = error instanceof SyntaxError ? 'is not JSON' : (error as Error).message
      throw new FetchRefused(why, { cause: error })
    }
  }

  #remember(url: string, kept: Kept): Client {
    if (this.#memory.size >= keptInMemory) this.#memory.clear()
    this.#memory.set(url, kept)
    return kept.client
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
