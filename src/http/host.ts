/** RFC 9110 §15.5.20: a Worker can be reached by more names than the one that it is responsible for. */
const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Whether this was meant for another server. On a laptop any name of the machine itself will do. */
export function isMisdirected(url: string, issuer: string): boolean {
  if (url.startsWith(`${issuer}/`)) return false
  const [asked, own] = [new URL(url), new URL(issuer)]
  // RFC 6749 §3.1, §3.2: nothing is served without TLS.
  return own.protocol === 'http:' ? !loopback.has(asked.hostname) : asked.origin !== own.origin
}

/** Where plain http meant this server: the same address by https. */
export function secureAddress(url: string, issuer: string): string | undefined {
  const [asked, own] = [new URL(url), new URL(issuer)]
  if (asked.protocol !== 'http:' || own.protocol !== 'https:' || asked.host !== own.host) return undefined
  return own.origin + asked.pathname + asked.search
}
