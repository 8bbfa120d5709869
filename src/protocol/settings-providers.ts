/** Other providers that vouch for people: OpenID Providers by their issuer, OAuth 2 providers by their endpoints. */
import * as z from 'zod'
import { operatorUrlFault } from './operator-url.ts'
import { hosts, named, secretText } from './setting-schemas.ts'
import { userTypes } from './subject.ts'

export const providerPresets = ['openid', 'oauth2', 'google', 'microsoft', 'github', 'apple'] as const
export type ProviderPreset = (typeof providerPresets)[number]

/** The claims that a person takes along when they become somebody here; an email address only where it is verified. */
export const takenClaims = [
  'name',
  'given_name',
  'family_name',
  'middle_name',
  'nickname',
  'picture',
  'profile',
  'website',
  'locale',
  'zoneinfo',
  'email',
  'email_verified',
] as const
export type TakenClaim = (typeof takenClaims)[number]

/** Parameters that are ours to set (RFC 6749 §4.1.1, RFC 7636 §4.3, OpenID Connect Core §3.1.2.1). */
const ownParameters: ReadonlySet<string> = new Set([
  ...['client_id', 'redirect_uri', 'response_type', 'response_mode', 'scope', 'state', 'nonce'],
  ...['code_challenge', 'code_challenge_method', 'request', 'request_uri'],
])

const url = (description: string) =>
  z
    .string()
    .superRefine((value, context) => {
      const fault = operatorUrlFault(value)
      if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
    })
    .optional()
    .describe(description)

const claimName = z.string().regex(/^[\x21-\x7e]{1,200}$/, { error: 'is not the name of a claim' })

const provider = z
  .strictObject({
    preset: z
      .enum(providerPresets)
      .default('openid')
      .describe('what is known of it already; `openid` and `oauth2`: nothing'),
    name: z.string().trim().min(1).max(40).describe('what its button says'),
    enabled: z.boolean().default(true).describe('whether people may sign in with it'),
    client_id: z.string().min(1).max(512).describe('what this server is called there'),
    client_secret: secretText(
      'secret of this server there; none where it is a public client. For Apple: the private key, as it stands in the file',
    ).optional(),
    client_authentication: z
      .enum(['client_secret_basic', 'client_secret_post'])
      .optional()
      .describe('how this server proves itself there'),
    issuer: url(
      'issuer of an OpenID Provider, exactly as its tokens say it; of an OAuth 2 provider what its answers have as `iss`, where they have it',
    ),
    tenant: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,99}$/)
      .default('organizations')
      .describe('of Microsoft Entra: the tenant, or `organizations`, `consumers`, `common`'),
    tenants: z
      .array(z.string().regex(/^[0-9a-f-]{36}$/, { error: 'is not the id of a tenant' }))
      .max(200)
      .default([])
      .describe('of Microsoft Entra: people of these tenants only; none: of any'),
    team_id: z
      .string()
      .regex(/^[A-Z0-9]{10}$/)
      .optional()
      .describe('of Apple: the team'),
    key_id: z
      .string()
      .regex(/^[A-Z0-9]{10}$/)
      .optional()
      .describe('of Apple: the key'),
    authorization_endpoint: url('of an OAuth 2 provider'),
    token_endpoint: url('of an OAuth 2 provider'),
    userinfo_endpoint: url('of an OAuth 2 provider: where it says who somebody is'),
    emails_endpoint: url(
      'of an OAuth 2 provider: where it lists the addresses of somebody, with `primary` and `verified`',
    ),
    scope: z
      .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/)) // RFC 6749 §3.3
      .max(50)
      .optional()
      .describe('scopes to ask for'),
    response_mode: z.enum(['query', 'form_post']).optional().describe('how its answer comes back'),
    parameters: z
      .record(z.string().regex(/^[a-z_]{1,60}$/), z.string().max(500))
      .refine((parameters) => !Object.keys(parameters).some((name) => ownParameters.has(name)), {
        error: 'names a parameter that this server sets itself',
      })
      .default({})
      .describe('further parameters of the request, such as `hd` or `domain_hint`'),
    id_claim: claimName
      .optional()
      .describe('of an OAuth 2 provider: what somebody is there for good; never a name or an address'),
    login_claim: claimName.optional().describe('what becomes the user name of somebody new'),
    claims: z
      .partialRecord(z.enum(takenClaims), claimName)
      .default({})
      .describe('which of its claims fills which of ours, where the names differ'),
    trust_email: z
      .boolean()
      .default(false)
      .describe('whether its email addresses count as verified though it does not say so'),
    trust_amr: z
      .boolean()
      .default(false)
      .describe('whether what it says of how people proved themselves (`amr`) counts here'),
    acr_values: z
      .array(z.string().min(1).max(200))
      .max(10)
      .default([])
      .describe('`acr_values` to ask for where two factors are wanted'),
    auth_time: z
      .boolean()
      .optional()
      .describe(
        'whether it says when somebody signed in there (`max_age`, `auth_time`): then that is checked',
      ),
    user_type: z.enum(userTypes).default('customer').describe('type of people who are new here'),
    create: z
      .enum(['off', 'everybody', 'verified_domains'])
      .default('off')
      .describe(
        'who becomes somebody here by signing in: nobody, everybody, or whose verified address is in `domains`',
      ),
    domains: hosts('domains of email addresses, for `create`'),
  })
  .superRefine((value, context) => {
    for (const field of needed[value.preset]) {
      if (value[field] === undefined)
        context.addIssue({ code: 'custom', path: [field], message: `is needed for ${value.preset}` })
    }
    if (value.create === 'verified_domains' && value.domains.length === 0)
      context.addIssue({ code: 'custom', path: ['domains'], message: 'is needed for verified_domains' })
  })

const needed = {
  openid: ['issuer'],
  oauth2: ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'id_claim'],
  google: ['client_secret'],
  microsoft: ['client_secret'],
  github: ['client_secret'],
  apple: ['client_secret', 'team_id', 'key_id'],
} as const satisfies Record<ProviderPreset, readonly string[]>

export type ProviderSettings = z.output<typeof provider>

export const providersSetting = named(
  provider,
  50,
  'other providers with which people sign in, by a name of yours',
)

/** RFC 9700 §4.4.2.2: a redirect URI of its own for each provider, so that the answer of one never passes for another's. */
export const providerRedirectUri = (issuer: string, id: string): string => `${issuer}/sign-in/callback/${id}`
