/** URLs that an operator sets and this server fetches: the operator's own machines may stand behind them, but TLS before all. */

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Why this server never fetches it, or undefined where it may. */
export function operatorUrlFault(value: string): string | undefined {
  // The parser would drop line breaks and turn backslashes: what is checked must be what was written.
  if (value.length > 2048 || !/^[\x21-\x7e]+$/.test(value) || value.includes('\\') || !URL.canParse(value))
    return 'is not a URL of at most 2048 printable characters'
  const { protocol, hostname, username, password } = new URL(value)
  if (protocol !== 'https:' && !(protocol === 'http:' && loopback.has(hostname)))
    return 'must be https; plain http only leads to this machine itself'
  if (username !== '' || password !== '') return 'holds a user name'
  return value.includes('#') ? 'has a fragment' : undefined
}
