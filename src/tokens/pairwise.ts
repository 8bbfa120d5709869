/**
 * Pairwise subjects: OpenID Connect Core §8. A keyed hash of sector and person, so that applications of two sectors
 * cannot tell that they speak of the same one. The key is made once and kept sealed in D1: it is not derived from the
 * sealing secret, whose change would make everybody a stranger to such applications.
 */
import { base64url } from 'jose'
import { ConfigError } from '../config.ts'
import type { Client } from '../protocol/client-metadata.ts'
import { sectorOf } from '../protocol/sector.ts'
import { randomToken } from '../runtime.ts'
import type { Sealer } from '../seal.ts'
import type { ServerSecrets } from '../stores/server-secrets.ts'

type PairwiseClient = Pick<Client, 'client_id' | 'subject_type' | 'redirect_uris' | 'sector_identifier_uri'>

const name = 'pairwise'
const row = `row:server_secrets:${name}` as const

export const isPairwise = (client: Pick<Client, 'subject_type'>): boolean =>
  client.subject_type === 'pairwise'

export class Pairwise {
  readonly #secrets: ServerSecrets
  readonly #sealer: Sealer
  #key: CryptoKey | undefined

  constructor(secrets: ServerSecrets, sealer: Sealer) {
    this.#secrets = secrets
    this.#sealer = sealer
  }

  /** What the client knows the person by. */
  async subject(client: PairwiseClient, sub: string, now: number): Promise<string> {
    return isPairwise(client) ? this.#hash(['sub', sectorOf(client), sub], now) : sub
  }

  /** What the client knows the session by: one id for all would tell that the person is the same (§17.3). */
  async session(client: PairwiseClient, sid: string, now: number): Promise<string> {
    return isPairwise(client) ? this.#hash(['sid', client.client_id, sid], now) : sid
  }

  /**
   * Whom of these people a client means by a `sub`. Of nobody here, a pairwise client learns nothing: what it said is
   * then made into what no `sub` is.
   */
  async meant(
    client: PairwiseClient,
    said: string | undefined,
    people: readonly string[],
    now: number,
  ): Promise<string | undefined> {
    if (said === undefined || !isPairwise(client)) return said
    for (const sub of people) if ((await this.subject(client, sub, now)) === said) return sub
    return `\0${said}`
  }

  /** After the sealing secret has changed: under the current one again. Run by cron. */
  async reseal(now: number): Promise<void> {
    const sealed = await this.#secrets.record(name)
    if (sealed === undefined || (await this.#sealer.isCurrent(sealed))) return
    await this.#secrets.reseal(name, await this.#sealer.seal(row, await this.#open(sealed, now), { now }))
  }

  async #hash(parts: readonly string[], now: number): Promise<string> {
    this.#key ??= await this.#load(now)
    const mac = await crypto.subtle.sign('HMAC', this.#key, new TextEncoder().encode(JSON.stringify(parts)))
    return base64url.encode(new Uint8Array(mac))
  }

  async #load(now: number): Promise<CryptoKey> {
    const raw = base64url.decode(await this.#secret(now))
    return crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  }

  async #secret(now: number): Promise<string> {
    const sealed = await this.#secrets.get(name)
    if (sealed === undefined) {
      const made = await this.#sealer.seal(row, randomToken(), { now })
      return this.#open(await this.#secrets.add(name, made), now)
    }
    const opened = await this.#sealer.open<string>(row, sealed, now)
    // A copy from before it was sealed anew does not open; the record decides.
    return opened ? opened.payload : this.#open((await this.#secrets.record(name)) ?? '', now)
  }

  async #open(sealed: string, now: number): Promise<string> {
    const opened = await this.#sealer.open<string>(row, sealed, now)
    if (opened) return opened.payload
    throw new ConfigError([
      'SEALING_SECRET does not open the key of the pairwise subjects: it is not the secret it was sealed with. ' +
        'Set the right one again, or give the former one as SEALING_SECRET_PREVIOUS',
    ])
  }
}
