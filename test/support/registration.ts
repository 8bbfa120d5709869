/** How tests register clients by RFC 7591: settings, initial access tokens, and what a client sends. */
import { serverFor } from '../../src/app.ts'
import { managementScopeNames } from '../../src/protocol/management.ts'
import { ownChange } from '../../src/registry/change.ts'
import {
  createInitialAccessToken,
  type NewInitialAccessToken,
} from '../../src/registry/initial-access-tokens.ts'
import { updateSettings } from '../../src/registry/settings.ts'
import { bindings, callback, fetchPath, read } from './app.ts'

const change = () => ownChange(Date.now())

/** As an operator would; null brings a default back. */
export const set = (patch: Record<string, unknown>) =>
  updateSettings(serverFor(bindings), { ...change(), manages: managementScopeNames }, patch)

/** An initial access token. */
export async function newTicket(options: Partial<NewInitialAccessToken> = {}): Promise<string> {
  return (await createInitialAccessToken(serverFor(bindings), change(), { name: 'a partner', ...options }))
    .token
}

export type Metadata = Record<string, unknown>
export interface Registered {
  status: number
  headers: Headers
  body: Metadata & {
    client_id: string
    client_secret: string
    registration_access_token: string
    registration_client_uri: string
    error?: string
    error_description: string
  }
}

export const least: Metadata = { redirect_uris: [callback] }

const json = (method: string, body: unknown, token: string | undefined, more: Record<string, string>) => ({
  method,
  headers: {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...more,
  },
  ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
})

/** POST to the registration endpoint. */
export const registerBy = async (
  body: unknown,
  token?: string,
  headers: Record<string, string> = {},
): Promise<Registered> =>
  (await read(
    await fetchPath('/oauth2/register', json('POST', body, token, headers)),
  )) as unknown as Registered

/** A request to the client configuration endpoint that was answered at registration. */
export async function configure(
  { registration_client_uri, registration_access_token }: Registered['body'],
  method: 'GET' | 'PUT' | 'DELETE',
  body?: unknown,
  token: string | undefined = registration_access_token,
  headers: Record<string, string> = {},
): Promise<Registered> {
  const { pathname } = new URL(registration_client_uri)
  const response = await fetchPath(pathname, json(method, body, token, headers))
  if (response.status === 204)
    return { status: 204, headers: response.headers, body: {} as Registered['body'] }
  return (await read(response)) as unknown as Registered
}
