/** RFC 4648 §5, §3.5: only the canonical spelling. Otherwise a changed last character would still decode to the same bytes. */
import { base64url } from 'jose'

/** Whether each dot-separated part of a compact JWS or JWE is canonical base64url. */
export function isCanonical(compact: string): boolean {
  return compact.split('.').every((part) => {
    const rest = part.length % 4
    if (rest === 1 || !/^[A-Za-z0-9_-]*$/.test(part)) return false
    if (rest === 0) return true
    const tail = part.slice(-rest)
    return base64url.encode(base64url.decode(tail)) === tail
  })
}
