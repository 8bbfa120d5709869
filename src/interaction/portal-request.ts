/** A visit to one of our own portals: this server is the application, and the answer is the page that was asked for. */
import type { RequestContext } from '../http/context.ts'
import { type Client, parseClient } from '../protocol/client-metadata.ts'
import { OAuthError } from '../protocol/errors.ts'
import { type Portal, portalPath, portals } from '../protocol/portal-path.ts'
import { choosePortalAccount } from '../sign-in/portal-account.ts'
import { serverOf } from '../tokens/server.ts'
import { noAcr } from './acr-request.ts'
import type { RequestKind } from './request-kind.ts'

/** No registration can have it: a client id holds no space. */
export const ownClientId = 'this server'

export const portalRequest: RequestKind = {
  async destination(c, { portal = '' }) {
    const { path, client } = portalVisited(portal)
    return {
      client,
      redirectUri: serverOf(c).config.issuer + path,
      responseMode: 'query',
      state: undefined,
    }
  },

  async request(_, destination, { portal = '', parameters }) {
    return {
      ...destination,
      responseType: 'code',
      scope: [],
      audience: [],
      nonce: undefined,
      codeChallenge: undefined,
      prompt: new Set(),
      maxAge: parameters.max_age === undefined ? undefined : Number(parameters.max_age),
      loginHint: undefined,
      expectedSub: undefined,
      claims: {},
      acr: parameters.acr_values ? { values: [parameters.acr_values], necessary: false } : noAcr,
      forOperators: portalVisited(portal).portal === '/admin',
      consentItems: [],
      extraClaims: [],
    }
  },

  async answer(c, { interaction, account }, finished) {
    if (!account) throw new Error('decided done without a session')
    finished()
    choosePortalAccount(c, account)
    return goTo(c, portalVisited(interaction.portal ?? '').path)
  },

  async refuse(c, _, error) {
    if (error.code !== 'access_denied') throw error
    return goTo(c, '/')
  },
}

function goTo(c: RequestContext, path: string): Response {
  c.header('Cache-Control', 'no-store')
  return c.redirect(path, 303)
}

/** Proven again here, though it comes sealed: nothing else stands between it and the redirect. */
export function portalVisited(value: string): { path: string; portal: Portal; client: Client } {
  const visited = portalPath(value)
  if (!visited) throw new OAuthError('invalid_request', { description: 'This is no page of a portal' })
  return { ...visited, client: clients[visited.portal] }
}

/** This server as its own client: confidential, first-party, without a secret that anybody could know. */
const ownClient = (name: string): Client => ({
  ...parseClient({
    client_id: 'own',
    client_name: name,
    grant_types: [],
    response_types: [],
    token_endpoint_auth_method: 'none',
    first_party: true,
    scope: [],
  }),
  client_id: ownClientId,
  token_endpoint_auth_method: 'client_secret_basic',
})

const clients = {
  '/account': ownClient(portals['/account']),
  '/developer': ownClient(portals['/developer']),
  '/admin': ownClient(portals['/admin']),
} as const
