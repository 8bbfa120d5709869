/** Whom an access token is for: the APIs whose scopes it carries, or this server itself where it carries none. */
import type { Client } from '../protocol/client-metadata.ts'
import type { ProtectedResource } from '../protocol/protected-resource.ts'
import type { Server } from './server.ts'

export async function resourcesOf(server: Server, client: Client, now: number): Promise<ProtectedResource[]> {
  const resources = await Promise.all(
    client.resources.map((identifier) => server.stores.resources.get(identifier, now)),
  )
  return resources.filter((resource) => resource !== undefined)
}

/** RFC 9068 §3: without a `resource` parameter, the default that the scopes imply. */
export async function audienceOf(
  server: Server,
  client: Client,
  scope: readonly string[],
  now: number,
): Promise<string[]> {
  const audience = (await resourcesOf(server, client, now))
    .filter((resource) => scope.some((each) => Object.hasOwn(resource.scopes, each)))
    .map((resource) => resource.identifier)
  return audience.length > 0 ? audience : [server.config.issuer]
}
