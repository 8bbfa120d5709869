/** One line a request, as JSON. The path goes in, the query never: authorize URLs are sensitive. */
import { isoTime, now } from '../runtime.ts'
import type { RequestContext } from './context.ts'

export function logRequest(c: RequestContext): void {
  const started = c.get('now')
  console.log(
    JSON.stringify({
      event: 'request',
      time: isoTime(started),
      method: c.req.method,
      path: c.req.path,
      status: c.res.status,
      ...c.get('log'),
      ms: now() - started,
      request_id: c.get('requestId'),
    }),
  )
}
