/** What every page of one application shows at its head. */
import type { AppHead } from '../../pages/developer/app-head.tsx'
import type { Client } from '../../protocol/client-metadata.ts'
import { managementAudience } from '../../protocol/management.ts'
import type { Server } from '../../tokens/server.ts'
import { appPath } from './own.ts'

export const canTryCode = (server: Server, client: Client): boolean =>
  isTryable(server, client) &&
  client.grant_types.includes('authorization_code') &&
  client.response_types.includes('code')

export const canTryItself = (server: Server, client: Client): boolean =>
  isTryable(server, client) && client.grant_types.includes('client_credentials')

/** A token for the management API is an operator's to have: owning the client gives nobody one. */
const isTryable = ({ config }: Server, { status, resources }: Client): boolean =>
  status === 'active' && !resources.includes(managementAudience(config.issuer))

export const headOf = (server: Server, client: Client): AppHead => ({
  name: client.client_name,
  logo: client.logo_uri,
  href: appPath(client.client_id),
  canTry: canTryCode(server, client) || canTryItself(server, client),
})
