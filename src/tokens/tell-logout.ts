/** Tells a client that a session has ended: OpenID Connect Back-Channel Logout §2.5. */
import { FetchRefused } from '../outbound/fetch.ts'
import { postForStranger } from '../outbound/post.ts'
import type { Client } from '../protocol/client-metadata.ts'
import { OAuthError } from '../protocol/errors.ts'
import type { Logout, Told } from '../protocol/logout.ts'
import { clientOf } from './clients.ts'
import { logoutToken } from './logout-token.ts'
import type { Server } from './server.ts'

/** A client that takes longer is told once more. */
const timeoutMs = 5_000

/** @param idle the server without the settings, which no request has loaded */
export async function tellLogout(idle: Server, logout: Logout, now: number): Promise<Told> {
  const server: Server = { ...idle, settings: await idle.stores.settings.current(now) }
  const client = await clientOr(server, logout.clientId, now)
  if (client instanceof OAuthError) return { kind: 'failed', why: client.message, passing: true }
  const uri = client?.status === 'active' ? client.backchannel_logout_uri : undefined
  if (!client || uri === undefined) return { kind: 'none' }
  const form = new URLSearchParams({ logout_token: await logoutToken(server, client, logout, now) })
  const ownHost = new URL(server.config.issuer).hostname
  try {
    await postForStranger(uri, form, { timeoutMs, ownHost })
    return { kind: 'told' }
  } catch (error) {
    if (!(error instanceof FetchRefused)) throw error
    return { kind: 'failed', why: error.message, passing: error.passing }
  }
}

/** A document that cannot be had now is not one that says nothing: undefined only where there is no such client. */
async function clientOr(server: Server, id: string, now: number): Promise<Client | OAuthError | undefined> {
  try {
    return await clientOf(server, id, now)
  } catch (error) {
    if (error instanceof OAuthError) return error
    throw error
  }
}
