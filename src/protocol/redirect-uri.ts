/** Redirect URIs: what may be registered, and what matches it. */

/** RFC 8252 §7.3. localhost is here because desktop tools send it, though the RFC prefers the addresses. */
const loopback = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost))(?::\d{1,5})?([/?].*)?$/

export const isLoopback = (uri: string): boolean => loopback.test(uri)

/** Whether another application on the same device could receive what is sent there (RFC 8252 §8.6). */
export const isClaimable = (uri: string): boolean => !uri.startsWith('https:')

/**
 * Exact match (RFC 9700 §2.1, RFC 6749 §3.1.2.3): character by character, no normalization.
 * A native client's loopback URI may use any port (RFC 8252 §7.3).
 */
export function matchesRedirectUri(
  client: { redirect_uris: readonly string[]; application_type: 'web' | 'native' },
  uri: string,
): boolean {
  if (client.redirect_uris.includes(uri)) return true
  if (client.application_type !== 'native') return false
  const sent = URL.canParse(uri) ? withoutPort(uri) : undefined // a port of five digits may be none
  return sent !== undefined && client.redirect_uris.some((registered) => withoutPort(registered) === sent)
}

function withoutPort(uri: string): string | undefined {
  const parts = loopback.exec(uri)
  return parts === null ? undefined : `${parts[1]}${parts[2] ?? ''}`
}

/** Of an http or https URL, as the parser has it. A policy of ours names hosts, and a parser leaves `;` and `*` in them. */
export const isPlainHost = (uri: string): boolean =>
  URL.canParse(uri) && /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])$/.test(new URL(uri).hostname)

/** Why a URI may not be registered, or undefined where it may. */
export function redirectUriFault(uri: string, applicationType: 'web' | 'native'): string | undefined {
  if (!URL.canParse(uri)) return 'is not an absolute URI' // RFC 6749 §3.1.2
  const { protocol, username, password, hash } = new URL(uri)
  if (hash !== '' || uri.includes('#')) return 'has a fragment' // RFC 6749 §3.1.2
  if (username !== '' || password !== '') return 'holds a user name'
  if (!/^[\x21-\x7e]+$/.test(uri) || /[\\*]/.test(uri))
    return 'has a character that a redirect URI may not have'
  // A browser would take `https:x`, which has no authority (RFC 3986 §3.2), for a path beside the page it is on.
  if (/^https?:$/.test(protocol) && !/^https?:\/\/[^/?]/.test(uri))
    return `must begin with ${protocol}// and a host`
  if (/^https?:$/.test(protocol) && !isPlainHost(uri))
    return 'has a host with a character that a name may not have'
  if (protocol === 'https:') return undefined
  if (protocol === 'http:') return isLoopback(uri) ? undefined : 'must use https (http only for loopback)'
  if (applicationType !== 'native') return 'must use https'
  return protocol.includes('.') ? undefined : 'needs a scheme that is a reversed domain name' // RFC 8252 §7.1
}
