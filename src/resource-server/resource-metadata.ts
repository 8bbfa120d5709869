/** RFC 9728: what a client may know about this API before it has a token. */
import type { Settings } from './settings.ts'

/** §3.2: a list that would be empty is left out. */
export const metadataDocument = ({
  issuer,
  audience,
  metadata,
}: Settings): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries({
      ...metadata,
      resource: audience,
      authorization_servers: [issuer],
      bearer_methods_supported: ['header'],
    }).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)),
  )

export const metadataResponse = (document: object): Response =>
  Response.json(document, {
    headers: { 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' },
  })
