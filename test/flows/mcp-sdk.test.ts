/** A client of the Model Context Protocol, by its own SDK: it finds the server, registers, signs in and comes back. */
import '../support/own-fetch.ts'
import {
  auth,
  extractWWWAuthenticateParams,
  type OAuthClientProvider,
} from '@modelcontextprotocol/sdk/client/auth.js'
import type {
  OAuthClientInformationMixed,
  OAuthClientMetadata,
  OAuthTokens,
} from '@modelcontextprotocol/sdk/shared/auth.js'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ProtectedResource, parseProtectedResource } from '../../src/protocol/protected-resource.ts'
import { CopiedTable } from '../../src/stores/copied-table.ts'
import { SettingsStore } from '../../src/stores/settings.ts'
import { type RunningServer, runServer, visit } from '../support/running-server.ts'
import { startTools, type ToolsServer } from '../support/tools-server.ts'
import { publishMethod, startWeb } from '../support/web-service.ts'

const redirect = 'http://127.0.0.1:33418/callback'
const metadata: OAuthClientMetadata = {
  client_name: 'A tool user',
  redirect_uris: [redirect],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
}

let server: RunningServer
let tools: ToolsServer
const web = startWeb()

beforeAll(async () => {
  server = await runServer({ web })
  tools = await startTools(server.issuer)
  const now = Date.now()
  const settings = new SettingsStore(server.db, server.clients)
  const change = { version: (await settings.stored()).version + 1, record: { registration: 'open' } }
  expect(await settings.commit(settings.change(change, { now, actor: 'test', requestId: 'test' }))).toBe(true)
  const api = parseProtectedResource({
    identifier: tools.url,
    name: 'Tools',
    scopes: { 'tools:use': 'Use your tools' },
    open_to_registered_clients: true,
  })
  await new CopiedTable<ProtectedResource>('resources', server.db, server.clients).put(tools.url, api, now)
})
afterAll(async () => {
  await tools.stop()
  await server.stop()
})

/** What an application keeps for the SDK. */
class Provider implements OAuthClientProvider {
  client: OAuthClientInformationMixed | undefined
  kept: OAuthTokens | undefined
  asked: URL | undefined
  verifier = ''
  readonly redirectUrl = redirect
  readonly clientMetadata = metadata
  readonly clientMetadataUrl?: string

  constructor(clientMetadataUrl?: string) {
    if (clientMetadataUrl !== undefined) this.clientMetadataUrl = clientMetadataUrl
  }

  clientInformation = () => this.client
  saveClientInformation = (client: OAuthClientInformationMixed) => {
    this.client = client
  }
  tokens = () => this.kept
  saveTokens = (tokens: OAuthTokens) => {
    this.kept = tokens
  }
  redirectToAuthorization = (url: URL) => {
    this.asked = url
  }
  saveCodeVerifier = (verifier: string) => {
    this.verifier = verifier
  }
  codeVerifier = () => this.verifier
  state = () => 'a state'
}

const call = (token?: string) =>
  fetch(tools.url, {
    method: 'POST',
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  })

/** From the first 401 to the tokens. */
async function signIn(provider: Provider): Promise<OAuthTokens> {
  const refused = await call()
  expect(refused.status).toBe(401)
  const { resourceMetadataUrl } = extractWWWAuthenticateParams(refused)
  const options = { serverUrl: tools.url, ...(resourceMetadataUrl && { resourceMetadataUrl }) }
  expect(await auth(provider, options)).toBe('REDIRECT')
  const location = await visit(server.browser(), provider.asked ?? '')
  expect(location.href).toContain(redirect)
  expect(location.searchParams.get('state')).toBe('a state')
  const authorizationCode = location.searchParams.get('code') ?? ''
  expect(await auth(provider, { ...options, authorizationCode })).toBe('AUTHORIZED')
  return provider.kept ?? { access_token: '', token_type: '' }
}

describe('@modelcontextprotocol/sdk', () => {
  it('from a 401: discovery, dynamic registration, PKCE, resource, tokens, and the tools', async () => {
    const provider = new Provider()
    const tokens = await signIn(provider)
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      aud: tools.url,
      scope: 'tools:use offline_access',
    })
    const answer = await call(tokens.access_token)
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { sub: 'sub-of-grace', client_id: provider.client?.client_id },
    ])
    expect(await auth(provider, { serverUrl: tools.url })).toBe('AUTHORIZED') // by its refresh token
    expect(provider.kept?.access_token).not.toBe(tokens.access_token)
    expect((await call(provider.kept?.access_token)).status).toBe(200)
  })

  it('the same with the URL of its metadata in place of a registration', async () => {
    const url = 'https://tool-user.example.com/oauth/client.json'
    const document = { ...metadata, client_id: url }
    await web(
      new Request(url, { method: publishMethod, body: JSON.stringify({ body: JSON.stringify(document) }) }),
    )
    const provider = new Provider(url)
    const tokens = await signIn(provider)
    expect(provider.client?.client_id).toBe(url)
    expect(decodeJwt(tokens.access_token)).toMatchObject({ aud: tools.url, client_id: url })
    expect((await call(tokens.access_token)).status).toBe(200)
    expect(await auth(provider, { serverUrl: tools.url })).toBe('AUTHORIZED')
  })
})
