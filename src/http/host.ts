/** RFC 9110 §15.5.20: a Worker can be reached by more names than the one that it is responsible for. */
const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Whether this was meant for another server. On a laptop any name of the machine itself will do. */
export function isMisdirected(url: string, issuer: string): boolean {
  if (url.startsWith(`${issuer}/`)) return false
  const [asked, own] = [new URL(url), new URL(issuer)]
  return own.protocol === 'http:' ? !loopback.has(asked.hostname) : asked.host !== own.host
}
