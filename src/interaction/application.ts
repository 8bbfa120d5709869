/** A client as the pages show it. */
import type { Application } from '../pages/application.ts'
import type { Client } from '../protocol/client-metadata.ts'

export function applicationOf(client: Client): Application {
  return {
    name: client.client_name,
    ...(client.client_uri && { website: client.client_uri }),
    ...(client.logo_uri && { logo: client.logo_uri }),
    ...(client.policy_uri && { policy: client.policy_uri }),
    ...(client.tos_uri && { terms: client.tos_uri }),
  }
}
