/** What every page of one application shows at its head. */
import { canTryCode, canTryItself } from '../../interaction/try-it.ts'
import type { AppHead } from '../../pages/developer/app-head.tsx'
import type { Client } from '../../protocol/client-metadata.ts'
import type { Server } from '../../tokens/server.ts'
import { appPath } from './own.ts'

export const headOf = (server: Server, client: Client): AppHead => ({
  name: client.client_name,
  logo: client.logo_uri,
  href: appPath(client.client_id),
  canTry: canTryCode(server, client) || canTryItself(server, client),
})
