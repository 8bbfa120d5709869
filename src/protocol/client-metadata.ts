/**
 * A client's registration. Field names are those of RFC 7591 §2 and OpenID Connect Registration §2; ours stand apart
 * below. Every way of registering is validated here.
 */
import * as z from 'zod'
import { signInMethodNames } from './credential.ts'
import { localizedMetadata } from './localized.ts'
import { foreignLogoutUris, frontChannelLogoutFault } from './logout.ts'
import { hasOneKeySource, publicKeySet, publicKeySetUrl } from './public-keys.ts'
import { defaultsOf } from './record-defaults.ts'
import { isLoopback, isPlainHost, redirectUriFault } from './redirect-uri.ts'
import { grantTypesOf, includes, isFrontChannel, parseResponseType } from './response-type.ts'
import { sectorFaults } from './sector.ts'
import { userTypes } from './subject.ts'
import { customClaims } from './token-claims.ts'

export const signingAlgorithms = ['RS256', 'ES256', 'EdDSA'] as const
export type SigningAlgorithm = (typeof signingAlgorithms)[number]

const webUrl = z
  .string()
  .max(2048)
  .regex(/^[\x21-\x7e]*$/, { error: 'has a character that a URL may not have' })
  .refine(isHttpUrl, { error: 'must be an http or https URL' })
const secureUrl = webUrl
  .refine((value) => value.startsWith('https:') || isLoopback(value), {
    error: 'must be https (http only for loopback)',
  })
  .refine(isPlainHost, { error: 'has a host with a character that a name may not have' })
const seconds = z.int().positive()
const scopeList = z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/)).max(200)
const text = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, { error: 'has a control character' })
const uris = z.array(z.string().min(1).max(2048)).max(100).default([])

const fields = z.strictObject({
  client_id: z.string().regex(/^[\x21-\x7e]{1,200}$/),
  client_name: text,
  client_uri: webUrl.optional(),
  logo_uri: webUrl.optional(),
  policy_uri: webUrl.optional(),
  tos_uri: webUrl.optional(),
  /** Language tag to what differs in that language (RFC 7591 §2.2). */
  localized: localizedMetadata({
    client_name: text,
    client_uri: webUrl,
    logo_uri: webUrl,
    policy_uri: webUrl,
    tos_uri: webUrl,
  }).default({}),
  /** How to reach the people behind it; shown to operators only. */
  contacts: z.array(text).max(20).default([]),
  software_id: text.optional(),
  software_version: text.optional(),
  /** As it was presented; what it says goes before what the client says (RFC 7591 §2.3). */
  software_statement: z.string().max(8192).optional(),
  initiate_login_uri: secureUrl.optional(), // OIDC Registration §2
  application_type: z.enum(['web', 'native']).default('web'),
  redirect_uris: uris,
  /** Where a browser may be sent after signing out (OIDC RP-Initiated Logout §3.1). */
  post_logout_redirect_uris: uris,
  /** Where this server tells it that a session has ended (OIDC Back-Channel Logout §2.2). */
  backchannel_logout_uri: publicKeySetUrl.optional(),
  /** Our logout tokens have `sid` in any case. */
  backchannel_logout_session_required: z.boolean().default(false),
  /** What the browser loads at that moment, in a frame (OIDC Front-Channel Logout §2); `iss` and `sid` in any case. */
  frontchannel_logout_uri: secureUrl.optional(),
  frontchannel_logout_session_required: z.boolean().default(false),
  grant_types: z.array(text).max(20).default(['authorization_code']),
  response_types: z.array(text).max(20).default(['code']),
  token_endpoint_auth_method: z
    .enum(['client_secret_basic', 'client_secret_post', 'none'])
    .default('client_secret_basic'),
  scope: scopeList,
  /** Its public keys, or where to fetch them. */
  jwks: publicKeySet.optional(),
  jwks_uri: publicKeySetUrl.optional(),
  /** `pairwise`: people have another `sub` in each sector (OIDC Core §8). */
  subject_type: z.enum(['public', 'pairwise']).default('public'),
  /** A file that lists all redirect URIs of the sector, which has its host's name (OIDC Core §8.1). */
  sector_identifier_uri: publicKeySetUrl.optional(),
  id_token_signed_response_alg: z.enum(signingAlgorithms).default('RS256'), // OIDC Registration §2
  introspection_signed_response_alg: z.enum(signingAlgorithms).default('RS256'), // RFC 9701 §6
  default_max_age: z.int().nonnegative().optional(),
  /** ID tokens have `auth_time` wherever it is known; for such a client nobody goes on without. */
  require_auth_time: z.boolean().default(false),
  default_acr_values: z.array(text).max(10).default([]),

  /**
   * The ways to sign in that its people may take, of those that are switched on; absent for all. `provider` stands for
   * every provider, `provider:<id>` for one; directories likewise.
   */
  sign_in_methods: z
    .array(
      z
        .string()
        .regex(
          new RegExp(`^(?:${signInMethodNames.join('|')}|(?:directory|provider):[a-z0-9][a-z0-9-]{0,39})$`),
          {
            error: 'is no way to sign in',
          },
        ),
    )
    .min(1)
    .max(50)
    .optional(),

  /** SHA-256 of each live secret, base64url. Secrets hold at least 128 random bits, so a fast hash suffices. */
  secret_hashes: z
    .array(z.string().regex(/^[A-Za-z0-9_-]{43}$/))
    .max(2)
    .default([]),
  /** What a request without `scope` is for. */
  default_scope: scopeList.default([]),
  /** The APIs (protected resources) whose scopes it may ask for, by identifier. */
  resources: z.array(z.string()).default([]),
  /**
   * Nobody here knows it: it registered itself (RFC 7591) or is the URL of its metadata. It may ask for APIs that are open
   * to such clients, where `resource` names them, and people are told.
   */
  self_registered: z.boolean().default(false),
  /** Run by whoever runs this server: consent is not asked. */
  first_party: z.boolean().default(false),
  /** Confidential clients may be let off PKCE; public ones never are (RFC 9700 §2.1.1). */
  require_pkce: z.boolean().default(true),
  /** Public clients always rotate (RFC 9700 §2.2.2). */
  rotate_refresh_tokens: z.boolean().default(true),
  /** Claims added to its access tokens. */
  custom_claims: customClaims.default({ fixed: {}, attributes: {} }),
  /** Issuers whose signed assertions say whom this client acts for (RFC 7523 §3), with their public keys. */
  trusted_issuers: z
    .array(
      z.strictObject({
        issuer: z.string().min(1).max(2048),
        jwks: publicKeySet.optional(),
        jwks_uri: publicKeySetUrl.optional(),
        /** Whom it may name. Operators only where it is said: who holds that key could sign in as one. */
        user_types: z.array(z.enum(userTypes)).default(['employee', 'customer', 'partner']),
      }),
    )
    .max(20)
    .default([]),
  /** RFC 8693: whose tokens it may exchange, and whether it must appear in the new one as who acts. */
  token_exchange: z
    .strictObject({
      subject_clients: z.array(z.string()).default([]),
      delegation: z.boolean().default(true),
      impersonation: z.boolean().default(false),
    })
    .default({ subject_clients: [], delegation: true, impersonation: false }),
  /** RFC 8693 §4.4: the only one who may act by tokens of this client. */
  may_act: z.strictObject({ sub: z.string().min(1).max(200) }).optional(),
  /** An operator's client: may introspect every token. */
  introspect_all: z.boolean().default(false),
  /** At most a day: that long the keys of tokens in circulation stay in the JWKS. */
  access_token_lifetime: seconds.max(86_400).optional(),
  refresh_token_lifetime: seconds.max(365 * 86_400).optional(),
  refresh_token_idle_lifetime: seconds.optional(),
  /** How long the predecessor of a rotated refresh token still yields its successor. */
  refresh_token_overlap: z.int().nonnegative().max(600).optional(),
  status: z.enum(['active', 'disabled']).default('active'),
  /** NumericDate: grants made before it are dead. */
  not_before: z.int().nonnegative().default(0),
})

/** A record from before a field came, completed: the copies outlive a deploy, and two versions run at once. */
export const completeClient = (record: Client): Client => ({ ...defaults, ...record })
const defaults = defaultsOf(fields.shape)

export type Client = Readonly<z.infer<typeof fields>>
export type ClientInput = z.input<typeof fields>
/** Field by field; what holds between them only `parseClient` checks. */
export const clientFields = fields

const schema = fields.check(({ value: client, issues }) => {
  const fault = (path: string, message: string) =>
    issues.push({ code: 'custom', path: [path], message, input: client })
  for (const field of ['redirect_uris', 'post_logout_redirect_uris'] as const) {
    for (const uri of client[field]) {
      const why = redirectUriFault(uri, client.application_type)
      if (why !== undefined) fault(field, `${uri} ${why}`)
    }
  }
  const frame = frontChannelLogoutFault(client)
  if (frame !== undefined) fault('frontchannel_logout_uri', frame)
  for (const field of foreignLogoutUris(client))
    fault(field, 'must have the host of one of redirect_uris, as it registered itself')
  for (const why of responseTypeFaults(client)) fault('response_types', why)
  if (client.jwks && client.jwks_uri !== undefined) fault('jwks_uri', 'goes without jwks') // RFC 7591 §2
  if (client.subject_type === 'pairwise') for (const [field, why] of sectorFaults(client)) fault(field, why)
  if (client.self_registered && client.first_party)
    fault('first_party', 'is never one that registered itself')
  const isPublic = client.token_endpoint_auth_method === 'none'
  const redirects = ['authorization_code', 'implicit'].find((grant) => client.grant_types.includes(grant))
  if (redirects !== undefined && client.redirect_uris.length === 0) {
    fault('redirect_uris', `${redirects} needs at least one`)
  }
  if (isPublic && client.grant_types.includes('client_credentials')) {
    fault('grant_types', 'a public client cannot use client_credentials') // RFC 6749 §4.4
  }
  if (isPublic && !client.require_pkce) fault('require_pkce', 'a public client needs PKCE')
  if (isPublic && !client.rotate_refresh_tokens)
    fault('rotate_refresh_tokens', 'a public client needs rotation')
  if (isPublic !== (client.secret_hashes.length === 0)) {
    fault(
      'secret_hashes',
      isPublic ? 'a public client has no secret' : 'a confidential client needs a secret',
    )
  }
  if (!client.trusted_issuers.every(hasOneKeySource))
    fault('trusted_issuers', 'needs jwks or jwks_uri for each')
  const issuers = client.trusted_issuers.map((each) => each.issuer)
  if (new Set(issuers).size < issuers.length) fault('trusted_issuers', 'names an issuer twice')
  const foreign = client.default_scope.filter((scope) => !client.scope.includes(scope))
  if (foreign.length > 0) fault('default_scope', `not in scope: ${foreign.join(' ')}`)
})

type Types = { readonly response_types: readonly string[]; readonly grant_types: readonly string[] }

/** RFC 7591 §2.1: every response type with the grants that it needs. */
function responseTypeFaults({ response_types, grant_types }: Types): string[] {
  return response_types.flatMap((sent) => {
    const type = parseResponseType(sent)
    if (!type) return [`${sent} is not a response type of this server`]
    const missing = grantTypesOf(type).filter((grant) => !grant_types.includes(grant))
    return missing.length > 0 ? [`${sent} needs ${missing.join(' and ')} in grant_types`] : []
  })
}

/** RFC 7591 §2.1, the other way about: grants that no response type leads to. */
export function idleGrants({ response_types, grant_types }: Types): string[] {
  const types = response_types.flatMap((sent) => parseResponseType(sent) ?? [])
  const led = {
    authorization_code: types.some((type) => includes(type, 'code')),
    implicit: types.some(isFrontChannel),
  }
  return Object.entries(led).flatMap(([grant, leads]) =>
    grant_types.includes(grant) && !leads ? [grant] : [],
  )
}

/** The default of `response_types` is for who asks for codes; records of before it was checked have it in any case. */
function withoutIdleCode(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || !('grant_types' in input)) return input
  const { grant_types, response_types = ['code'] } = input as {
    grant_types: unknown
    response_types?: unknown
  }
  const idle = Array.isArray(grant_types) && !grant_types.includes('authorization_code')
  return idle && JSON.stringify(response_types) === '["code"]' ? { ...input, response_types: [] } : input
}

/** @throws {z.ZodError} with a path that names each faulty field */
export const parseClient = (input: unknown): Client => schema.parse(withoutIdleCode(input))

export const isPublicClient = (client: Pick<Client, 'token_endpoint_auth_method'>): boolean =>
  client.token_endpoint_auth_method === 'none'

function isHttpUrl(value: string): boolean {
  return URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol)
}
