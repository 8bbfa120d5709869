/** What counts as one address where addresses are counted. */

/** One household or host has a /64 of IPv6 addresses to choose from: they count as one. */
export function network(remoteAddress: string): string {
  if (!remoteAddress.includes(':')) return remoteAddress
  const [head = '', tail] = remoteAddress.toLowerCase().split('::')
  const groups = head.split(':')
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').length
  return [...groups, ...Array(Math.max(missing, 0)).fill('0'), ...(tail ?? '').split(':')]
    .slice(0, 4)
    .join(':')
}
