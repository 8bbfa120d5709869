/** Where a request came from, for the audit trail. */
import { auditId, type Cause, type Origin, shortUserAgent } from '../protocol/audit.ts'
import { randomToken } from '../runtime.ts'
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

/** Why a shard is called by this request; one for each call. */
export const causeOf = (
  c: RequestContext,
  more: Pick<Cause, 'actor' | 'clientName' | 'grantType'> = {},
): Cause => ({
  id: auditId(c.get('now'), randomToken(9)),
  at: c.get('now'),
  origin: originOf(c),
  ...more,
})
