/**
 * Public keys that others publish (`jwks_uri`): kept in the isolate, fetched again when they are old or when a signature
 * names a key that is not among them, and believed for a day more while their host does not answer.
 */
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { publicKeySet } from '../protocol/public-keys.ts'
import { Cached } from '../resource-server/cached.ts'
import { now as clock } from '../runtime.ts'
import { FetchRefused, fetchForStranger } from './fetch.ts'

const maxBytes = 64 * 1024
const timeoutMs = 3_000
const maxAge = 600_000
const keptSets = 200

/** Keys as a record has them: themselves, or where they are. */
export interface KeySource {
  readonly jwks?: unknown
  readonly jwks_uri?: string | undefined
}

export class KeySets {
  readonly #ownHost: string
  readonly #sets = new Map<string, Cached<JSONWebKeySet>>()

  constructor(ownHost: string) {
    this.#ownHost = ownHost
  }

  /** For jose: finds the key that a signature names. What goes wrong on the way is thrown like a key that is not there. */
  of({ jwks, jwks_uri }: KeySource): JWTVerifyGetKey {
    if (jwks_uri === undefined) return createLocalJWKSet(jwks as JSONWebKeySet)
    const cached = this.#cached(jwks_uri)
    return async (header, token) => {
      try {
        return await createLocalJWKSet(await cached.get())(header, token)
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
        const renewed = await cached.renewed()
        if (renewed === undefined) throw error
        return createLocalJWKSet(renewed)(header, token)
      }
    }
  }

  #cached(uri: string): Cached<JSONWebKeySet> {
    const known = this.#sets.get(uri)
    if (known) return known
    if (this.#sets.size >= keptSets) this.#sets.clear()
    const onFailure = (cause: unknown) =>
      console.error(JSON.stringify({ event: 'keys_unreachable', uri, cause: String(cause) }))
    const cached = new Cached({ load: () => this.#fetch(uri), now: clock, maxAge, onFailure })
    this.#sets.set(uri, cached)
    return cached
  }

  async #fetch(uri: string): Promise<JSONWebKeySet> {
    const accept = ['application/jwk-set+json', 'application/json']
    const { text } = await fetchForStranger(uri, { accept, maxBytes, timeoutMs, ownHost: this.#ownHost })
    try {
      return publicKeySet.parse(JSON.parse(text)) as unknown as JSONWebKeySet
    } catch (cause) {
      throw new FetchRefused('did not answer with a set of public keys', { cause })
    }
  }
}
