/** Signs with the current key of an algorithm, and tells which keys verify. Imported keys stay in the isolate's memory. */
import { importJWK, type JWK, type JWTPayload, SignJWT } from 'jose'
import { ConfigError } from '../config.ts'
import type { SigningAlgorithm } from '../protocol/client-metadata.ts'
import type { Sealer } from '../seal.ts'
import type { Keys, SigningKeyRow } from '../stores/keys.ts'
import { inUse, maintainKeys, openPrivateKey } from './key-rotation.ts'

const rememberedFor = 30_000

export class Signer {
  #loaded: readonly SigningKeyRow[] | undefined
  #until = 0
  readonly #private = new Map<string, CryptoKey>()
  readonly #public = new Map<string, CryptoKey>()

  readonly #keys: Keys
  readonly #sealer: Sealer

  constructor(keys: Keys, sealer: Sealer) {
    this.#keys = keys
    this.#sealer = sealer
  }

  /** @param payload with its own `iat` and `exp` */
  async sign(
    payload: JWTPayload,
    { alg, typ }: { alg: SigningAlgorithm; typ: string },
    now: number,
  ): Promise<string> {
    const current = (await this.#rows(now)).find((key) => key.alg === alg && key.status === 'current')
    if (!current) throw new Error(`no current signing key for ${alg}`)
    return new SignJWT(payload)
      .setProtectedHeader({ alg, typ, kid: current.kid })
      .sign(this.#private.get(current.kid) ?? (await this.#importPrivate(current, now)))
  }

  /** What `/oauth2/jwks` shows. */
  async publicKeys(now: number): Promise<JWK[]> {
    return inUse(await this.#rows(now), now).map((key) => key.public_key)
  }

  /** The key that verifies a token of ours, or undefined. `retired`: also keys that left the JWKS within a year. */
  async verificationKey(
    kid: string,
    now: number,
    options: { retired: boolean },
  ): Promise<CryptoKey | undefined> {
    const kept = this.#public.get(kid)
    const row =
      inUse(await this.#rows(now), now).find((key) => key.kid === kid) ??
      (options.retired ? await this.#retired(kid) : undefined)
    if (!row || kept) return row && kept
    const imported = (await importJWK(row.public_key, row.alg)) as CryptoKey
    this.#public.set(kid, imported)
    return imported
  }

  async #retired(kid: string): Promise<SigningKeyRow | undefined> {
    return (await this.#keys.record()).find((key) => key.kid === kid && key.withdrawn_at == null)
  }

  /** After a change of the keys: this isolate looks again at once. */
  forget(): void {
    this.#until = 0
  }

  /**
   * Loads the keys, or makes them on an empty database, and proves that the sealing secret opens them.
   * @throws {ConfigError} naming SEALING_SECRET
   */
  async ready(now: number): Promise<void> {
    await this.#rows(now)
  }

  /** Only what has arrived is shared between requests: one that is cancelled must not take others with it. */
  async #rows(now: number): Promise<readonly SigningKeyRow[]> {
    if (this.#loaded && this.#until > now) return this.#loaded
    const before = this.#loaded
    if (before) this.#until = now + rememberedFor // meanwhile others go on with what is here
    try {
      this.#loaded = await this.#load(now)
      this.#until = now + rememberedFor
    } catch (error) {
      if (!before || error instanceof ConfigError) throw error
      console.error(JSON.stringify({ event: 'keys_not_reloaded', cause: String(error) })) // the stores are down
    }
    return this.#loaded ?? []
  }

  async #load(now: number): Promise<readonly SigningKeyRow[]> {
    const live = await this.#keys.live()
    if (!live.some((key) => key.status === 'current')) {
      return this.#opened(await maintainKeys(this.#keys, this.#sealer, now), now)
    }
    try {
      return await this.#opened(live, now)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      // A copy from before the keys were sealed anew does not open; the record decides.
      return this.#opened(await this.#keys.record(), now)
    }
  }

  async #opened(rows: readonly SigningKeyRow[], now: number): Promise<readonly SigningKeyRow[]> {
    for (const row of rows) {
      if (row.status !== 'retired' && !this.#private.has(row.kid)) await this.#importPrivate(row, now)
    }
    return rows
  }

  async #importPrivate(row: SigningKeyRow, now: number): Promise<CryptoKey> {
    const imported = (await importJWK(await openPrivateKey(row, this.#sealer, now), row.alg)) as CryptoKey
    this.#private.set(row.kid, imported)
    return imported
  }
}
