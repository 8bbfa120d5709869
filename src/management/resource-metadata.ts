/** RFC 9728: what a client may know of the management API before it has a token. */
import type { RequestContext } from '../http/context.ts'
import { managementResource, managementScopeNames } from '../protocol/management.ts'

export function resourceMetadata(c: RequestContext): Response {
  const issuer = c.get('issuer')
  const { identifier, name } = managementResource(issuer)
  c.header('Cache-Control', 'public, max-age=300')
  return c.json({
    resource: identifier,
    resource_name: name,
    authorization_servers: [issuer],
    scopes_supported: managementScopeNames,
    bearer_methods_supported: ['header'],
    resource_documentation: identifier,
  })
}
