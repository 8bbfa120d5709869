/** RFC 7517: the public keys of the authorization server, kept, and asked for again when a token names a new one. */
import type { JWK } from 'jose'
import { OAuthError } from '../protocol/errors.ts'
import { type Algorithm, fits } from './algorithms.ts'
import type { Cached } from './cached.ts'
import { type Fetch, fetchJson, isObject } from './fetch-json.ts'

export type Keys = readonly JWK[]

/** Only what a public key has, so that nothing else is ever imported. */
const publicMembers = ['kty', 'kid', 'use', 'key_ops', 'alg', 'crv', 'x', 'y', 'n', 'e'] as const

/** @throws {Error} where it is not a JWK Set */
export async function fetchKeys(fetch: Fetch, jwksUri: string): Promise<Keys> {
  const { keys } = await fetchJson(fetch, jwksUri, {
    headers: { accept: 'application/jwk-set+json, application/json' },
  })
  if (!Array.isArray(keys)) throw new Error(`${jwksUri} did not answer with a JWK Set`)
  return keys.filter(isObject).map(publicPart)
}

const publicPart = (key: Record<string, unknown>): JWK =>
  Object.fromEntries(publicMembers.filter((name) => name in key).map((name) => [name, key[name]])) as JWK

/**
 * @throws {OAuthError} invalid_token where the authorization server has no such key for this algorithm;
 * temporarily_unavailable where it may not be asked now: a made-up key costs nothing to refuse either way, but a good
 * token under a new key must not be thrown away because somebody's made-up one was asked about before it
 * @throws {Error} where it cannot be asked
 */
export async function findKey(cache: Cached<Keys>, kid: string, alg: Algorithm): Promise<JWK> {
  const named = (keys: Keys) => keys.filter((key) => key.kid === kid)
  let found = named(await cache.get())
  if (found.length === 0) {
    const newer = await cache.renewed()
    if (newer === undefined) {
      throw new OAuthError('temporarily_unavailable', {
        description: 'The access token names a key (kid) that is not known yet; try again',
      })
    }
    found = named(newer)
  }
  if (found.length === 0) {
    throw new OAuthError('invalid_token', {
      description: 'The authorization server has no key of the id (kid) that the access token names',
    })
  }
  const key = found.find((each) => fits(each, alg)) // §4.5: a kid may name keys of several types
  if (key === undefined) {
    throw new OAuthError('invalid_token', {
      description: `The key that the access token names is not for ${alg} signatures`,
    })
  }
  return key
}
