/**
 * Sealing: what the server must hand out and read back later without storing it. A sealed string is a compact JWE
 * (`dir`, A256GCM) under a subkey of (secret, issuer, purpose, UTC day), so that no key sees much and a string sealed
 * for one purpose never opens as another.
 */
import { base64url, CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose'
import type { Config } from './config.ts'
import { isCanonical } from './protocol/base64url.ts'
import { seconds, utcDay } from './runtime.ts'

/** A string that only this server can have made and only this server can read. */
export type Sealed = string

/** What a sealed string is for. `row:<table>:<id>` binds a stored secret to its row. */
export type Purpose =
  | 'reference_token'
  | 'device_code'
  | 'code'
  | 'refresh_token'
  | 'jti'
  | 'session'
  | 'interaction'
  | 'logout'
  | 'provider_answer'
  | 'linking'
  | 'form'
  | 'once'
  | 'enrolment'
  | 'try_it'
  | 'invitation'
  | 'sign_up_invitation'
  | 'password_link'
  | 'email_change'
  | 'request'
  | 'set_up'
  | 'known_devices'
  | `row:${string}`

export interface Opened<T> {
  readonly payload: T
  /** Whether `expiresAt` has passed: an expired interaction can still name its application. */
  readonly expired: boolean
}

interface Envelope<T> {
  v: 1
  /** NumericDate */
  exp?: number
  d: T
}

const text = new TextEncoder()
const plain = new TextDecoder()
const keptSubkeys = 256
/** Days that something handed out may live: longer than any refresh token. */
const longestSealed = 400

export class Sealer {
  readonly #issuer: string
  readonly #current: string
  readonly #secrets: readonly string[]
  readonly #subkeys = new Map<string, CryptoKey>()

  constructor(config: Pick<Config, 'issuer' | 'sealingSecret' | 'otherSealingSecrets'>) {
    this.#issuer = config.issuer
    this.#current = config.sealingSecret
    this.#secrets = [config.sealingSecret, ...config.otherSealingSecrets]
  }

  /**
   * @param options.now milliseconds; its day picks the subkey
   * @param options.expiresAt NumericDate
   * @param options.repeatable the same payload at the same time always gives the same string
   */
  async seal<T>(
    purpose: Purpose,
    payload: T,
    options: { now: number; expiresAt?: number; repeatable?: boolean },
  ): Promise<Sealed> {
    const day = utcDay(options.now)
    const envelope: Envelope<T> = {
      v: 1,
      ...(options.expiresAt !== undefined && { exp: options.expiresAt }),
      d: payload,
    }
    const plaintext = new Uint8Array(text.encode(JSON.stringify(envelope)))
    const jwe = new CompactEncrypt(plaintext).setProtectedHeader({
      alg: 'dir',
      enc: 'A256GCM',
      kid: `${await fingerprint(this.#current)}.${day.toString(36)}`,
    })
    if (options.repeatable) jwe.setInitializationVector(await this.#syntheticIv(purpose, day, plaintext))
    return jwe.encrypt(await this.#subkey(this.#current, purpose, day, 'AES-GCM'))
  }

  /** The payload, or undefined for whatever was not sealed here for this purpose. */
  async open<T>(purpose: Purpose, sealed: string, now: number): Promise<Opened<T> | undefined> {
    if (!isCanonical(sealed)) return undefined
    try {
      const { plaintext } = await compactDecrypt(
        sealed,
        (header) => this.#keyOf(purpose, header.kid, utcDay(now)),
        {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
        },
      )
      const envelope = JSON.parse(plain.decode(plaintext)) as Envelope<T>
      if (envelope.v !== 1) return undefined
      return { payload: envelope.d, expired: envelope.exp !== undefined && envelope.exp <= seconds(now) }
    } catch {
      return undefined
    }
  }

  /** Whether it was sealed under the current secret. */
  async isCurrent(sealed: Sealed): Promise<boolean> {
    return sealedBy(sealed) === (await fingerprint(this.#current))
  }

  /** Names the current secret without telling it: what `sealedBy` says of what is sealed now. */
  async name(): Promise<string> {
    return fingerprint(this.#current)
  }

  /** A keyed, one-way name for something that must not be stored readable, such as what was typed as a login name. */
  async pseudonym(what: string): Promise<string> {
    const mac = await crypto.subtle.sign(
      'HMAC',
      await this.#subkey(this.#current, 'pseudonym', 0, 'HMAC'),
      text.encode(what),
    )
    return base64url.encode(new Uint8Array(mac).slice(0, 16))
  }

  async #keyOf(purpose: Purpose, kid: string | undefined, today: number): Promise<CryptoKey> {
    const [name = '', written = ''] = (kid ?? '').split('.')
    const day = Number.parseInt(written, 36)
    // Days that nothing was sealed on cost a derivation each, and would push the real ones out of memory.
    if (day > today + 1 || (day < today - longestSealed && !purpose.startsWith('row:')))
      throw new Error('no such day')
    const names = await Promise.all(this.#secrets.map(fingerprint))
    const secret = this.#secrets[names.indexOf(name)]
    if (secret === undefined) throw new Error('sealed under a secret that this server does not have')
    return this.#subkey(secret, purpose, day, 'AES-GCM')
  }

  async #subkey(secret: string, purpose: string, day: number, use: 'AES-GCM' | 'HMAC'): Promise<CryptoKey> {
    const name = `${secret === this.#current ? '' : secret}|${use}|${purpose}|${day}`
    const kept = this.#subkeys.get(name)
    if (kept) return kept
    // What is stored outlives a change of the issuer's name; what was handed out under the old one does not.
    const scope = purpose.startsWith('row:') ? '' : this.#issuer
    const derived = await derive(secret, `${scope}|${purpose}|${day}|${use}`, use)
    if (this.#subkeys.size >= keptSubkeys) this.#subkeys.clear()
    this.#subkeys.set(name, derived)
    return derived
  }

  /** An IV that depends on all of the plaintext: equal only where the plaintext is, so GCM never meets one twice. */
  async #syntheticIv(purpose: Purpose, day: number, plaintext: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
    const mac = await crypto.subtle.sign(
      'HMAC',
      await this.#subkey(this.#current, purpose, day, 'HMAC'),
      plaintext,
    )
    return new Uint8Array(mac).slice(0, 12)
  }
}

/** The name of the secret under which it was sealed. */
export const sealedBy = (sealed: Sealed): string => decodeProtectedHeader(sealed).kid?.split('.')[0] ?? ''

async function derive(secret: string, info: string, use: 'AES-GCM' | 'HMAC'): Promise<CryptoKey> {
  const root = await crypto.subtle.importKey('raw', text.encode(secret), 'HKDF', false, ['deriveKey'])
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: text.encode(info) }
  return use === 'AES-GCM'
    ? crypto.subtle.deriveKey(hkdf, root, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
    : crypto.subtle.deriveKey(hkdf, root, { name: 'HMAC', hash: 'SHA-256', length: 256 }, false, ['sign'])
}

const fingerprints = new Map<string, string>()

/** Names a secret without telling it. */
async function fingerprint(secret: string): Promise<string> {
  const known = fingerprints.get(secret)
  if (known !== undefined) return known
  const key = await derive(secret, 'fingerprint', 'HMAC')
  const mac = await crypto.subtle.sign('HMAC', key, text.encode('fingerprint'))
  const made = base64url.encode(new Uint8Array(mac).slice(0, 6))
  fingerprints.set(secret, made)
  return made
}
