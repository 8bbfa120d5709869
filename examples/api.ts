import { type AccessTokenClaims, type LightOauth2Claims, protectResource } from 'edgegrant/resource-server'
import { Hono } from 'hono'

/**
 * APIs that accept access tokens, one for each kind of token. What each knows about the authorization server is its
 * address; where the token is a JWT it asks nobody when one arrives.
 */
export type ApiOptions = {
  /** The authorization server, as the `iss` of its tokens spells it. */
  issuer: string
  /** What this API is called in the `aud` of tokens that are meant for it. */
  audience: string
}

type With<Claims> = { Variables: { claims: Claims } }

/** Takes JWTs (RFC 9068): signature, issuer, audience, expiry and scope are checked right here. */
export function customerApi({ issuer, audience }: ApiOptions): Hono<With<AccessTokenClaims>> {
  const metadata = { resource_name: 'Demo API', scopes_supported: ['account.r', 'account.w'] }
  // No tolerance: both clocks are this machine's. Between two machines leave it out, and it is 30 seconds.
  const protect = protectResource({ issuer, audience, realm: 'customers', clockTolerance: 0, metadata })
  const api = new Hono<With<AccessTokenClaims>>()

  api.get(protect.metadataPath, protect.metadata)
  api.on(['GET', 'POST'], '/customer/:id', protect.middleware('account.r'), (c) => {
    const id = c.req.param('id')
    const { sub, client_id, user_id, act } = c.get('claims') // `act`: who acts for the person, after a token exchange
    return c.json({ id, name: `Customer ${id}`, asked_by: { sub, client_id, user_id, act } })
  })

  return api
}

export type VaultOptions = ApiOptions & { introspection: { clientId: string; clientSecret: string } }

/** Takes reference tokens: each is looked up at the authorization server (RFC 7662), so one taken back is refused at once. */
export function vaultApi({ issuer, audience, introspection }: VaultOptions): Hono<With<AccessTokenClaims>> {
  const metadata = { resource_name: 'Demo vault', scopes_supported: ['vault.r'] }
  const protect = protectResource({ issuer, audience, introspection, realm: 'vault', metadata })
  const api = new Hono<With<AccessTokenClaims>>()

  api.get(protect.metadataPath, protect.metadata)
  api.get('/vault', protect.middleware('vault.r'), (c) => {
    const { sub, client_id } = c.get('claims')
    return c.json({ gold: '3 bars', asked_by: { sub, client_id } })
  })

  return api
}

export type LedgerOptions = ApiOptions & { tokenIssuer: string }

/** Was built for light-oauth2 and takes that server's tokens: a list of scopes, no `sub`, the type in capitals. */
export function ledgerApi({ issuer, audience, tokenIssuer }: LedgerOptions): Hono<With<LightOauth2Claims>> {
  const protect = protectResource({
    issuer,
    tokenIssuer,
    audience,
    tokenProfile: 'light-oauth2',
    realm: 'ledger',
  })
  const api = new Hono<With<LightOauth2Claims>>()

  api.get('/ledger', protect.middleware('ledger.r'), (c) => {
    const { client_id, user_id, user_type } = c.get('claims')
    return c.json({ balance: '12.50', asked_by: { client_id, user_id, user_type } })
  })

  return api
}
