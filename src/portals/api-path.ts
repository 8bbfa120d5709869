/** An API's identifier is a URI, with slashes: in a path of ours it goes encoded. */
import { base64url } from 'jose'

export const encodeIdentifier = (identifier: string): string => base64url.encode(identifier)

/** Undefined where it is none that we made. */
export function decodeIdentifier(encoded: string | undefined): string | undefined {
  if (encoded === undefined || encoded.length > 3_000 || !/^[\w-]+$/.test(encoded)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(base64url.decode(encoded))
  } catch {
    return undefined
  }
}
