/** URLs that a stranger names and this server would fetch: none may lead anywhere but to a public web server. */

/**
 * Names that mean this machine, its network or nothing at all: the registry of special-use domain names (RFC 6761), the
 * one that ICANN keeps for private use, and those that networks were seen to use for themselves.
 */
const specialUse = new Set([
  ...['localhost', 'local', 'test', 'invalid', 'example', 'onion', 'alt', 'arpa', 'internal'],
  ...['intranet', 'private', 'corp', 'home', 'lan', 'mail', 'localdomain'],
])

/** Why such a URL is never fetched, or undefined where it may be. Where a name resolves to cannot be seen from here. */
export function strangerUrlFault(value: string): string | undefined {
  // The parser would drop line breaks and turn backslashes: what is checked must be what was written.
  if (value.length > 2048 || !/^[\x21-\x7e]+$/.test(value) || value.includes('\\') || !URL.canParse(value)) {
    return 'is not a URL of at most 2048 printable characters'
  }
  // As it is written: the parser drops an empty user name and the default port, and decodes the host.
  const authority = /^https:\/\/([^/?#]*)/.exec(value)?.[1]
  if (authority === undefined) return 'must be https'
  if (authority.includes('@')) return 'holds a user name'
  if (/:\d*$/.test(authority)) return 'must use the default port'
  if (authority.includes('%')) return 'has an escaped character in its host'
  if (value.includes('#')) return 'has a fragment'
  const { hostname } = new URL(value)
  // However an address is spelled, the parser has made it four decimal numbers or put it in brackets.
  if (hostname.startsWith('[') || /^[\d.]+$/.test(hostname)) return 'names a host by its address'
  const labels = hostname.split('.')
  if (labels.length < 2 || labels.includes('')) return 'needs a host with a public name'
  if (specialUse.has(labels.at(-1) ?? '')) return 'has a host that is not on the public internet'
  return undefined
}
