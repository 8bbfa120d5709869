/** The grants without a redirect, introspection and revocation, by public clients; and how soon a revoked grant is dead. */
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import * as oauth from 'oauth4webapi'
import * as oidc from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ClientInput } from '../../src/protocol/client-metadata.ts'
import { type ProtectedResource, parseProtectedResource } from '../../src/protocol/protected-resource.ts'
import { AccessRefused, protectResource } from '../../src/resource-server/protect-resource.ts'
import { now as clock } from '../../src/runtime.ts'
import { CopiedTable } from '../../src/stores/copied-table.ts'
import {
  api,
  type Credentials,
  grace,
  newCode,
  postToken,
  type RunningServer,
  redeem,
  refresh,
  runServer,
  userinfoStatus,
} from '../support/running-server.ts'

const grantType = {
  device: 'urn:ietf:params:oauth:grant-type:device_code',
  exchange: 'urn:ietf:params:oauth:grant-type:token-exchange',
  jwtBearer: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
}
const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'
const vault = 'https://vault.example.com'
const partner = 'https://partner.example.com'

let server: RunningServer
/** A public client that polls, one that exchanges, one whose partner signs, and the API as a client. */
let device: Credentials
let service: Credentials
let acting: Credentials
let asker: Credentials
let web: Credentials
let partnerKey: CryptoKey
let kid: string

beforeAll(async () => {
  server = await runServer()
  const register = (change: Partial<ClientInput>) =>
    server.register({ redirect_uris: [], resources: [api, vault], ...change })
  const scope = ['openid', 'profile', 'offline_access', 'read', 'write', 'vault.read']
  device = await register({
    token_endpoint_auth_method: 'none',
    grant_types: [grantType.device, 'refresh_token'],
    scope,
  })
  web = await server.register({ require_pkce: false, resources: [api, vault], scope })
  service = await register({
    grant_types: [grantType.exchange],
    scope: ['read'],
    token_exchange: { subject_clients: [device.id, web.id] },
  })
  const pair = await generateKeyPair('ES256', { extractable: true })
  partnerKey = pair.privateKey
  const publicKey = await exportJWK(pair.publicKey)
  kid = await calculateJwkThumbprint(publicKey)
  acting = await register({
    grant_types: [grantType.jwtBearer, grantType.exchange],
    first_party: true,
    scope: ['read'],
    trusted_issuers: [{ issuer: partner, jwks: { keys: [{ ...(publicKey as JWK & { kty: 'EC' }), kid }] } }],
    token_exchange: { impersonation: true },
  })
  asker = await register({ grant_types: [], response_types: [], scope: [], default_scope: [] })
  const resources = new CopiedTable<ProtectedResource>('resources', server.db, server.clients)
  for (const resource of [
    {
      identifier: api,
      name: 'Example API',
      scopes: { read: 'Read your things', write: 'Change your things' },
    },
    { identifier: vault, name: 'Vault', scopes: { 'vault.read': 'Look inside' }, token_format: 'reference' },
  ]) {
    const record = parseProtectedResource({ ...resource, introspection_clients: [asker.id] })
    await resources.put(record.identifier, record, clock())
  }
})
afterAll(() => server.stop())

/** The person takes their telephone, types the code, signs in and answers. */
async function answerDevice(userCode: string, answer: 'allow' | 'deny'): Promise<string> {
  const browser = server.browser()
  await browser.open(`${server.issuer}/device?user_code=${userCode}`)
  await browser.submit({ user_code: userCode })
  await browser.submit({ ...grace, action: 'sign-in' })
  await browser.submit({ action: answer })
  return browser.text
}

const assertion = (sub: string) =>
  new SignJWT({ jti: crypto.randomUUID() })
    .setProtectedHeader({ alg: 'ES256', kid })
    .setIssuer(partner)
    .setSubject(sub)
    .setAudience(server.issuer)
    .setIssuedAt()
    .setExpirationTime('2 minutes')
    .sign(partnerKey)

describe('openid-client', () => {
  const configure = async ({ id, secret }: Credentials) =>
    oidc.discovery(
      new URL(server.issuer),
      id,
      undefined,
      secret === '' ? oidc.None() : oidc.ClientSecretBasic(secret),
      { execute: [oidc.allowInsecureRequests] },
    )
  const begin = async (config: oidc.Configuration) => ({
    ...(await oidc.initiateDeviceAuthorization(config, { scope: 'openid offline_access read' })),
    interval: 0, // the person has answered before the first poll
  })

  it('gets a device its tokens, and refreshes them', async () => {
    const config = await configure(device)
    const shown = await begin(config)
    expect(await answerDevice(shown.user_code, 'allow')).toContain('The device is connected')
    const tokens = await oidc.pollDeviceAuthorizationGrant(config, shown)
    expect(tokens.claims()).toMatchObject({ sub: 'sub-of-grace', aud: device.id })
    const again = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '')
    expect(again.refresh_token).not.toBe(tokens.refresh_token)
  })

  it('hears that the person of a device said no', async () => {
    const config = await configure(device)
    const shown = await begin(config)
    expect(await answerDevice(shown.user_code, 'deny')).toContain('The device was refused')
    await expect(oidc.pollDeviceAuthorizationGrant(config, shown)).rejects.toMatchObject({
      error: 'access_denied',
    })
  })

  it('exchanges a token for one that may do less and says who acts', async () => {
    const { body } = await redeem(
      server.address,
      web,
      await newCode(server, web, server.browser(), 'openid read write'),
    )
    const tokens = await oidc.genericGrantRequest(await configure(service), grantType.exchange, {
      subject_token: body.access_token,
      subject_token_type: accessTokenType,
      scope: 'read',
    })
    expect(tokens).toMatchObject({ issued_token_type: accessTokenType, scope: 'read' })
    expect(await oidc.tokenIntrospection(await configure(asker), tokens.access_token)).toMatchObject({
      active: true,
      sub: 'sub-of-grace',
      client_id: service.id,
      act: { sub: service.id },
    })
  })

  it('looks a token up, takes it back, and looks again', async () => {
    const { body } = await postToken(server.address, web, {
      grant_type: 'client_credentials',
      scope: 'vault.read',
    })
    const asking = await configure(asker)
    expect(await oidc.tokenIntrospection(asking, body.access_token)).toMatchObject({
      active: true,
      sub: web.id,
      aud: vault,
      scope: 'vault.read',
    })
    await oidc.tokenRevocation(await configure(web), body.access_token)
    expect(await oidc.tokenIntrospection(asking, body.access_token)).toEqual({ active: false })
  })

  it('hears that a JWT which a client got for itself cannot be taken back', async () => {
    const { body } = await postToken(server.address, web, { grant_type: 'client_credentials', scope: 'read' })
    await expect(oidc.tokenRevocation(await configure(web), body.access_token)).rejects.toMatchObject({
      error: 'unsupported_token_type',
    })
  })
})

describe('oauth4webapi', () => {
  const insecure = { [oauth.allowInsecureRequests]: true }
  let as: oauth.AuthorizationServer
  beforeAll(async () => {
    const issuer = new URL(server.issuer)
    as = await oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, { ...insecure, algorithm: 'oauth2' }),
    )
  })
  const party = ({ id, secret }: Credentials): [oauth.Client, oauth.ClientAuth] => [
    { client_id: id },
    secret === '' ? oauth.None() : oauth.ClientSecretBasic(secret),
  ]

  it('polls for a device: pending, too soon, then tokens', async () => {
    const [client, auth] = party(device)
    const asked = await oauth.deviceAuthorizationRequest(as, client, auth, { scope: 'read' }, insecure)
    const { device_code, user_code } = await oauth.processDeviceAuthorizationResponse(as, client, asked)
    const poll = async () =>
      oauth.processDeviceCodeResponse(
        as,
        client,
        await oauth.deviceCodeGrantRequest(as, client, auth, device_code, insecure),
      )
    await expect(poll()).rejects.toMatchObject({ error: 'authorization_pending' })
    await expect(poll()).rejects.toMatchObject({ error: 'slow_down' })
    await answerDevice(user_code, 'allow')
    expect(await poll()).toMatchObject({ token_type: 'bearer', scope: 'read' })
    await expect(poll()).rejects.toMatchObject({ error: 'invalid_grant' }) // once
  })

  const generic = async (who: Credentials, type: string, parameters: Record<string, string>) => {
    const [client, auth] = party(who)
    const response = await oauth.genericTokenEndpointRequest(as, client, auth, type, parameters, insecure)
    return oauth.processGenericTokenEndpointResponse(as, client, response)
  }

  it('trades an assertion of a trusted issuer for a token, once', async () => {
    const signed = await assertion(grace.login)
    const tokens = await generic(acting, grantType.jwtBearer, { assertion: signed, scope: 'read' })
    expect(tokens).toMatchObject({ scope: 'read' })
    await expect(generic(acting, grantType.jwtBearer, { assertion: signed })).rejects.toMatchObject({
      error: 'invalid_grant',
    })
  })

  it('acts for somebody whom a first-party client has signed in itself', async () => {
    const subject_token_type = 'urn:ietf:params:oauth:token-type:jwt'
    const subject_token = await assertion(grace.login)
    const { access_token } = await generic(acting, grantType.exchange, {
      subject_token,
      subject_token_type,
      scope: 'read',
    })
    const request = new Request(`${api}/things`, { headers: { authorization: `Bearer ${access_token}` } })
    expect(await oauth.validateJwtAccessToken(as, request, api, insecure)).toMatchObject({
      sub: 'sub-of-grace',
    })
  })

  it('asks for a signed answer about a token, and checks its signature', async () => {
    const { body } = await postToken(server.address, web, {
      grant_type: 'client_credentials',
      scope: 'vault.read',
    })
    const [client, auth] = party(asker)
    const options = { ...insecure, requestJwtResponse: true }
    const response = await oauth.introspectionRequest(as, client, auth, body.access_token, options)
    const answer = await oauth.processIntrospectionResponse(
      as,
      { ...client, introspection_signed_response_alg: 'RS256' },
      response,
    )
    await oauth.validateApplicationLevelSignature(as, response, insecure)
    expect(answer).toMatchObject({ active: true, client_id: web.id, aud: vault })
  })

  it('takes a refresh token back', async () => {
    const { body } = await redeem(server.address, web, await newCode(server, web, server.browser()))
    const [client, auth] = party(web)
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(as, client, auth, body.refresh_token, insecure),
    )
    expect(await refresh(server.address, web, body.refresh_token)).toMatchObject({
      body: { error: 'invalid_grant' },
    })
  })
})

describe('a revoked grant', () => {
  /** An API that takes JWTs and asks about each. */
  const careful = () =>
    protectResource({
      issuer: server.issuer,
      audience: api,
      introspection: { clientId: asker.id, clientSecret: asker.secret, when: 'always' },
    })

  const revoke = (token: string) =>
    fetch(`${server.address}/oauth2/revoke`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${web.id}:${web.secret}`)}` },
      body: new URLSearchParams({ token }),
    })

  it.each(['refresh_token', 'access_token'] as const)(
    'by its %s is refused by the next request, at userinfo, introspection and the API',
    async (which) => {
      const { body } = await redeem(server.address, web, await newCode(server, web, server.browser()))
      const protect = careful()
      const request = () => new Request(api, { headers: { authorization: `Bearer ${body.access_token}` } })
      expect(await userinfoStatus(server.address, body.access_token)).toBe(200)
      expect(await protect(request(), { scopes: ['read'] })).toMatchObject({ sub: 'sub-of-grace' })

      expect((await revoke(body[which])).status).toBe(200)
      expect(await userinfoStatus(server.address, body.access_token)).toBe(401)
      const refused = await protect(request()).catch((error: unknown) => error)
      expect(refused).toBeInstanceOf(AccessRefused)
      expect(refused).toMatchObject({ status: 401, code: 'invalid_token' })
    },
  )
})

describe('two APIs', () => {
  it('take each their own tokens, and not the other’s', async () => {
    const introspection = { clientId: asker.id, clientSecret: asker.secret }
    const apis = {
      read: protectResource({ issuer: server.issuer, audience: api, introspection }),
      'vault.read': protectResource({ issuer: server.issuer, audience: vault, introspection }),
    }
    for (const scope of Object.keys(apis)) {
      const { body } = await postToken(server.address, web, { grant_type: 'client_credentials', scope })
      for (const [own, protect] of Object.entries(apis)) {
        const request = new Request(api, { headers: { authorization: `Bearer ${body.access_token}` } })
        const answer = await protect(request).catch((error: unknown) => error)
        expect([scope, own, answer]).toEqual([
          scope,
          own,
          own === scope ? expect.objectContaining({ sub: web.id }) : expect.objectContaining({ status: 401 }),
        ])
      }
    }
  })
})
