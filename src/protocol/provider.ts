/** A provider as it is spoken to: what the operator set, and what is known of its kind. */
import type { ProviderPreset, ProviderSettings, TakenClaim } from './settings-providers.ts'

interface Known {
  readonly kind: 'openid' | 'oauth2'
  readonly issuer?: string
  readonly authorization_endpoint?: string
  readonly token_endpoint?: string
  readonly userinfo_endpoint?: string
  readonly emails_endpoint?: string
  readonly scope: readonly string[]
  readonly response_mode?: 'form_post'
  readonly id_claim?: string
  readonly login_claim?: string
  readonly claims?: Readonly<Partial<Record<TakenClaim, string>>>
  readonly client_authentication?: 'client_secret_post'
  /** Whether its `auth_time` can be relied on where it is asked for. */
  readonly auth_time?: boolean
}

const scope = ['openid', 'profile', 'email']

const presets: Readonly<Record<ProviderPreset, Known>> = {
  openid: { kind: 'openid', scope, auth_time: true },
  oauth2: { kind: 'oauth2', scope: [] },
  google: { kind: 'openid', issuer: 'https://accounts.google.com', scope, login_claim: 'email' },
  microsoft: { kind: 'openid', scope },
  apple: {
    kind: 'openid',
    issuer: 'https://appleid.apple.com',
    scope: ['openid', 'email'],
    response_mode: 'form_post', // it refuses to answer otherwise where it is asked for an address
    client_authentication: 'client_secret_post',
  },
  github: {
    kind: 'oauth2',
    issuer: 'https://github.com/login/oauth', // as its answers say it (RFC 9207)
    authorization_endpoint: 'https://github.com/login/oauth/authorize',
    token_endpoint: 'https://github.com/login/oauth/access_token',
    userinfo_endpoint: 'https://api.github.com/user',
    emails_endpoint: 'https://api.github.com/user/emails',
    scope: ['read:user', 'user:email'],
    id_claim: 'id', // the number: names there are given to others
    login_claim: 'login',
    claims: { nickname: 'login', picture: 'avatar_url', profile: 'html_url' },
    client_authentication: 'client_secret_post',
  },
}

export type Provider = Omit<ProviderSettings, keyof Known> &
  Omit<Known, 'response_mode' | 'client_authentication' | 'auth_time' | 'claims'> & {
    readonly id: string
    readonly claims: Readonly<Partial<Record<TakenClaim, string>>>
    readonly response_mode: 'query' | 'form_post'
    readonly client_authentication: 'client_secret_basic' | 'client_secret_post'
    readonly auth_time: boolean
  }

/** What of settings this needs: they are read only, all the way down. */
type Set = { readonly [Name in keyof ProviderSettings]: unknown } & object

export function providerOf(id: string, settings: Set): Provider {
  const set = settings as ProviderSettings
  const known = presets[set.preset]
  const issuer =
    set.preset === 'microsoft' ? `https://login.microsoftonline.com/${set.tenant}/v2.0` : known.issuer
  // One that is elsewhere calls itself something else.
  const isElsewhere = known.kind === 'oauth2' && set.authorization_endpoint !== undefined
  const stated = Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined))
  return {
    response_mode: 'query',
    client_authentication: 'client_secret_basic',
    auth_time: false,
    ...known,
    issuer: isElsewhere ? undefined : issuer,
    ...(stated as ProviderSettings),
    claims: { ...known.claims, ...set.claims },
    scope: set.scope ?? known.scope,
    id,
  } as Provider
}
