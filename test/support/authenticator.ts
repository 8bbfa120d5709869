/** An authenticator in software: makes passkeys and proves them, truthfully or not, as a test wants it (WebAuthn §6). */
import { base64url } from 'jose'

export interface Passkey {
  readonly id: string
  readonly keys: CryptoKeyPair
  readonly userHandle: string
}

/** What it says that it should not, or what it leaves out. */
export interface Lies {
  challenge?: string
  origin?: string
  rpId?: string
  type?: string
  userVerified?: boolean
  userPresent?: boolean
  counter?: number
  userHandle?: string | null
  synced?: boolean
  id?: string
  /** Signs with the key of another passkey. */
  keys?: CryptoKeyPair
}

const text = new TextEncoder()
const sha256 = async (bytes: Uint8Array) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>))
const concat = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]))
const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const

export class Authenticator {
  readonly #origin: string
  readonly #rpId: string

  constructor(issuer: string) {
    const { origin, hostname } = new URL(issuer)
    this.#origin = origin
    this.#rpId = hostname
  }

  /** @param options what the page has for the browser, as JSON */
  async make(options: string, lies: Lies = {}): Promise<{ passkey: Passkey; attestation: string }> {
    const { challenge, user } = JSON.parse(options) as { challenge: string; user: { id: string } }
    const keys = (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair
    const id = base64url.encode(crypto.getRandomValues(new Uint8Array(32)))
    const clientDataJSON = this.#clientData('webauthn.create', challenge, lies)
    const authData = concat(
      await this.#head(lies, 0x40),
      new Uint8Array(16), // AAGUID
      Uint8Array.of(0, 32),
      base64url.decode(id),
      await coseKey(keys.publicKey),
    )
    const attestationObject = concat(
      Uint8Array.of(0xa3),
      cborText('fmt'),
      cborText('none'),
      cborText('attStmt'),
      Uint8Array.of(0xa0),
      cborText('authData'),
      Uint8Array.of(0x59, authData.length >> 8, authData.length & 0xff),
      authData,
    )
    const response = {
      clientDataJSON: base64url.encode(clientDataJSON),
      attestationObject: base64url.encode(attestationObject),
      transports: ['internal'],
    }
    return {
      passkey: { id, keys, userHandle: user.id },
      attestation: JSON.stringify({
        id,
        rawId: id,
        type: 'public-key',
        response,
        clientExtensionResults: {},
      }),
    }
  }

  async prove(passkey: Passkey, challenge: string, lies: Lies = {}): Promise<string> {
    const clientDataJSON = this.#clientData('webauthn.get', challenge, lies)
    const authenticatorData = await this.#head(lies, 0)
    const signed = concat(authenticatorData, await sha256(clientDataJSON))
    const { privateKey } = lies.keys ?? passkey.keys
    const raw = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, signed)
    const { userHandle = passkey.userHandle, id = passkey.id } = lies
    const response = {
      clientDataJSON: base64url.encode(clientDataJSON),
      authenticatorData: base64url.encode(authenticatorData),
      signature: base64url.encode(derOf(new Uint8Array(raw))),
      ...(userHandle !== null && { userHandle }),
    }
    return JSON.stringify({ id, rawId: id, type: 'public-key', response, clientExtensionResults: {} })
  }

  #clientData(type: string, challenge: string, lies: Lies): Uint8Array {
    const { origin = this.#origin } = lies
    const said = {
      type: lies.type ?? type,
      challenge: lies.challenge ?? challenge,
      origin,
      crossOrigin: false,
    }
    return text.encode(JSON.stringify(said))
  }

  /** WebAuthn §6.1: the hash of the RP ID, flags, counter. */
  async #head(lies: Lies, more: number): Promise<Uint8Array> {
    const { userPresent = true, userVerified = true, synced = true, counter = 0, rpId = this.#rpId } = lies
    const flags = (userPresent ? 1 : 0) | (userVerified ? 4 : 0) | (synced ? 0x18 : 0) | more
    const count = Uint8Array.of(counter >>> 24, counter >>> 16, counter >>> 8, counter)
    return concat(await sha256(text.encode(rpId)), Uint8Array.of(flags), count)
  }
}

const cborText = (said: string) => concat(Uint8Array.of(0x60 + said.length), text.encode(said))

/** RFC 9053 §7.1.1: an ES256 key. */
async function coseKey(key: CryptoKey): Promise<Uint8Array> {
  const { x = '', y = '' } = (await crypto.subtle.exportKey('jwk', key)) as JsonWebKey
  const head = Uint8Array.of(0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20)
  return concat(head, base64url.decode(x), Uint8Array.of(0x22, 0x58, 0x20), base64url.decode(y))
}

/** WebAuthn §6.5.5: signatures are in ASN.1, which WebCrypto's are not. */
function derOf(raw: Uint8Array): Uint8Array {
  const integer = (half: Uint8Array) => {
    let bytes = [...half]
    while (bytes[0] === 0 && (bytes[1] ?? 0) < 0x80) bytes = bytes.slice(1)
    if ((bytes[0] ?? 0) >= 0x80) bytes = [0, ...bytes]
    return [0x02, bytes.length, ...bytes]
  }
  const both = [...integer(raw.slice(0, 32)), ...integer(raw.slice(32))]
  return Uint8Array.of(0x30, both.length, ...both)
}
