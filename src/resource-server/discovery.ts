/** RFC 8414: where the authorization server keeps its keys and answers about tokens. */
import { type Fetch, fetchJson } from './fetch-json.ts'

export interface AuthorizationServer {
  readonly jwksUri: string
  readonly introspectionEndpoint: string | undefined
}

/** @throws {Error} where the metadata cannot be had, or speaks for somebody else */
export async function discover(fetch: Fetch, issuer: string): Promise<AuthorizationServer> {
  const address = wellKnown('oauth-authorization-server', withoutSlash(issuer)) // §3.1
  const metadata = await fetchJson(fetch, address, { headers: { accept: 'application/json' } })
  if (metadata.issuer !== issuer) {
    const isSlash =
      typeof metadata.issuer === 'string' && withoutSlash(metadata.issuer) === withoutSlash(issuer)
    const hint = isSlash ? ': they differ in the slash at the end, and must not' : ''
    throw new Error(`${address} speaks for ${String(metadata.issuer)}, not for ${issuer}${hint}`) // §3.3
  }
  const jwksUri = endpoint(metadata, 'jwks_uri')
  if (jwksUri === undefined) throw new Error(`${address} names no jwks_uri`)
  return { jwksUri, introspectionEndpoint: endpoint(metadata, 'introspection_endpoint') }
}

const withoutSlash = (address: string) => address.replace(/\/$/, '')

function endpoint(metadata: Record<string, unknown>, name: string): string | undefined {
  const value = metadata[name]
  if (value === undefined) return undefined
  if (typeof value !== 'string' || !isProtected(value)) throw new Error(`${name} is not an https URL`)
  return value
}

/** The well-known path goes between the host and the path of an identifier (RFC 8414 §3.1, RFC 9728 §3.1). */
export function wellKnown(name: string, identifier: string): string {
  const { origin, pathname, search } = new URL(identifier)
  return `${origin}/.well-known/${name}${pathname === '/' ? '' : pathname}${search}`
}

/** https, or plain http that does not leave the machine. */
export function isProtected(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname } = new URL(address)
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname) || hostname.endsWith('.localhost')
  return protocol === 'https:' || (protocol === 'http:' && isLoopback)
}
