/**
 * "Try it" in the developer portal: for one run this server stands in for the application, and the answer comes back to a
 * page of ours. The address is in no registration. It is good only with a `state` that the portal sealed for an owner of
 * that very client, in that owner's browser, some minutes ago; so nobody else can have a code sent there.
 */
import type { RequestContext } from '../http/context.ts'
import type { Client } from '../protocol/client-metadata.ts'
import { managementAudience } from '../protocol/management.ts'
import { seconds } from '../runtime.ts'
import { browserHash, knownBrowser } from '../sign-in/browser.ts'
import { type Server, serverOf } from '../tokens/server.ts'

const path = '/developer/try'
const lastsFor = 900

export interface TryIt {
  readonly clientId: string
  /** The owner who began it. */
  readonly sub: string
  readonly verifier: string
  readonly scope: readonly string[]
  readonly prompt: string
}

interface Carried extends TryIt {
  browser: string
}

export const tryItUri = (c: RequestContext): string => serverOf(c).config.issuer + path

export const canTryCode = (server: Server, client: Client): boolean =>
  isTryable(server, client) &&
  client.grant_types.includes('authorization_code') &&
  client.response_types.includes('code')

export const canTryItself = (server: Server, client: Client): boolean =>
  isTryable(server, client) && client.grant_types.includes('client_credentials')

/** A token for the management API is an operator's to have: owning the client gives nobody one. */
const isTryable = ({ config }: Server, { status, resources }: Client): boolean =>
  status === 'active' && !resources.includes(managementAudience(config.issuer))

/** What goes as `state`. */
export async function beginTryIt(c: RequestContext, run: TryIt): Promise<string> {
  const now = c.get('now')
  const carried: Carried = { ...run, browser: await knownBrowser(c) }
  return serverOf(c).sealer.seal('try_it', carried, { now, expiresAt: seconds(now) + lastsFor })
}

/** The run that a `state` belongs to, in this browser. */
export async function readTryIt(c: RequestContext, state: string | undefined): Promise<TryIt | undefined> {
  if (state === undefined) return undefined
  const opened = await serverOf(c).sealer.open<Carried>('try_it', state, c.get('now'))
  if (!opened || opened.expired) return undefined
  const { browser, ...run } = opened.payload
  return browser === (await browserHash(c)) ? run : undefined
}

/** Whether a client's answer may for once go to our own page. It may have changed since the run was begun. */
export async function isTryIt(
  c: RequestContext,
  { client, redirectUri, state }: { client: Client; redirectUri: string; state: string | undefined },
): Promise<boolean> {
  return (
    redirectUri === tryItUri(c) &&
    canTryCode(serverOf(c), client) &&
    (await readTryIt(c, state))?.clientId === client.client_id
  )
}
