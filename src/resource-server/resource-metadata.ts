/** RFC 9728 §3.2: what a client may know about this API before it has a token. */
import type { Settings } from './settings.ts'

export const metadataResponse = ({ issuer, audience, metadata }: Settings): Response =>
  new Response(
    JSON.stringify({
      ...metadata,
      resource: audience,
      authorization_servers: [issuer],
      bearer_methods_supported: ['header'],
    }),
    {
      headers: {
        'content-type': 'application/json',
        'cache-control': 'public, max-age=300',
        'access-control-allow-origin': '*',
      },
    },
  )
