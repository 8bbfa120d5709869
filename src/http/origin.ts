/** Where a request came from, for the audit trail. */
import { type Origin, shortUserAgent } from '../protocol/audit.ts'
import type { RequestContext } from './context.ts'

export function originOf(c: RequestContext): Origin {
  const address = c.req.header('cf-connecting-ip') // set by Cloudflare; a client cannot
  const userAgent = c.req.header('user-agent')
  return {
    requestId: c.get('requestId'),
    ...(address !== undefined && { address }),
    ...(userAgent !== undefined && { userAgent: shortUserAgent(userAgent) }),
  }
}
