/** Passkeys: what is kept of one, and what it is told about this server and the person. */
import { sha256 } from '../protocol/sha256.ts'
import type { Server } from '../tokens/server.ts'

export interface PasskeyRecord {
  /** What the person calls it. */
  readonly name: string
  /** A COSE key, in base64url. */
  readonly public_key: string
  /** Whether it can leave the device that made it (WebAuthn §6.1.3: the flag "backup eligible"). */
  readonly synced: boolean
  /** Whether it has left it (the flag "backup state"). */
  readonly backed_up: boolean
  /** How the browser may reach it. */
  readonly transports: readonly string[]
  /** The make of its authenticator; zeros where it does not say. */
  readonly aaguid: string
  /** Its counter once did not grow: somebody has a copy. It works no longer, whatever its counter says. */
  readonly cloned?: boolean
}

/** WebAuthn §5.4.2: of whose pages a passkey is. */
export function relyingParty({ config, settings }: Pick<Server, 'config' | 'settings'>) {
  const { hostname, origin } = new URL(config.issuer)
  return { id: hostname, name: settings.server_name, origin }
}

/** WebAuthn §14.6.1: it names the person without saying anything of them. 32 bytes in base64url. */
export const userHandle = (sub: string): Promise<string> => sha256(`passkey|${sub}`)

/** What a browser's script sent as JSON: an object with the id of a credential, or nothing that could be one. */
export function readPasskeyJson<T extends { id: string }>(text: string | undefined): T | undefined {
  if (text === undefined || text === '' || text.length > longest) return undefined
  try {
    const read = JSON.parse(text) as Partial<T> | null
    return typeof read?.id === 'string' && /^[A-Za-z0-9_-]{1,1364}$/.test(read.id) ? (read as T) : undefined
  } catch {
    return undefined
  }
}

/** WebAuthn §5.8.5 lets credential ids have 1023 bytes; the rest is short where no attestation is asked for. */
const longest = 16 * 1024
