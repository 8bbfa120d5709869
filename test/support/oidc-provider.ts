/** An OpenID Provider of somebody else's making: npm's oidc-provider on a port, where everybody is signed in at once. */

import { generateKeyPair } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'

export interface ForeignProvider {
  readonly issuer: string
  readonly client: { readonly id: string; readonly secret: string }
  /** Who is at the browser there, and how they proved it. */
  person: { sub: string; claims: Record<string, unknown>; amr: string[] } | 'refuses'
  stop(): Promise<void>
}

const client = { id: 'edgegrant', secret: 'a secret between the two of them' }

export async function startOidcProvider(redirectUri: string): Promise<ForeignProvider> {
  const { default: Provider } = await import('oidc-provider')
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, 'localhost', done))
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  const foreign: ForeignProvider = {
    issuer,
    client,
    person: 'refuses',
    stop: () => new Promise((done) => server.close(() => done())),
  }
  const provider = new Provider(issuer, {
    clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [redirectUri] }],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'first', use: 'sig', alg: 'RS256' }] },
    claims: {
      openid: ['sub', 'amr'],
      profile: ['name', 'preferred_username'],
      email: ['email', 'email_verified'],
    },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    cookies: { keys: ['a key of theirs'] },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, sub: string) => ({
      accountId: sub,
      claims: () => ({ sub, ...(foreign.person === 'refuses' ? {} : foreign.person.claims) }),
    }),
  })
  const handle = provider.callback()
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (!request.url?.startsWith('/interaction/')) return handle(request, response)
    return void answer(request, response)
  })
  return foreign

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { person } = foreign
    const { prompt, params, session } = await provider.interactionDetails(request, response)
    const finish = (result: object) =>
      provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true })
    if (person === 'refuses') return finish({ error: 'access_denied', error_description: 'They said no' })
    if (prompt.name === 'login') return finish({ login: { accountId: person.sub, amr: person.amr } })
    const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id })
    grant.addOIDCScope('openid profile email')
    return finish({ consent: { grantId: await grant.save() } })
  }
}
