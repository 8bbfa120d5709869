/** The JWKS: RFC 7517 §5. Public parts only. */
import type { RequestContext } from '../http/context.ts'
import { serverOf } from '../tokens/server.ts'

export async function jwks(c: RequestContext): Promise<Response> {
  const keys = await serverOf(c).signer.publicKeys(c.get('now'))
  // Far shorter than the day that a new key is published before its first use.
  c.header('Cache-Control', 'public, max-age=300')
  return c.json({ keys })
}
