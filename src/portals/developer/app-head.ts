/** What every page of one application shows at its head. */
import type { AppHead } from '../../pages/developer/app-head.tsx'
import type { Client } from '../../protocol/client-metadata.ts'
import { appPath } from './own.ts'

export const canTryCode = ({ grant_types, response_types, status }: Client): boolean =>
  status === 'active' && grant_types.includes('authorization_code') && response_types.includes('code')

export const canTryItself = ({ grant_types, status }: Client): boolean =>
  status === 'active' && grant_types.includes('client_credentials')

export const headOf = (client: Client): AppHead => ({
  name: client.client_name,
  logo: client.logo_uri,
  href: appPath(client.client_id),
  canTry: canTryCode(client) || canTryItself(client),
})
