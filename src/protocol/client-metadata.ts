/**
 * A client's registration. Field names are those of RFC 7591 §2 and OpenID Connect Registration §2; ours stand apart
 * below. Every way of registering is validated here.
 */
import * as z from 'zod'
import { defaultsOf } from './record-defaults.ts'
import { redirectUriFault } from './redirect-uri.ts'
import { userTypes } from './subject.ts'
import { customClaims } from './token-claims.ts'

export const signingAlgorithms = ['RS256', 'ES256', 'EdDSA'] as const
export type SigningAlgorithm = (typeof signingAlgorithms)[number]

const webUrl = z.string().max(2048).refine(isHttpUrl, { error: 'must be an http or https URL' })
const seconds = z.int().positive()
const scopeList = z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/)).max(200)

/** RFC 7517: a public key; a private one would be a secret in the wrong place. */
const publicKey = z
  .looseObject({ kty: z.enum(['EC', 'RSA', 'OKP']), kid: z.string().optional(), alg: z.string().optional() })
  .refine((key) => !('d' in key), { error: 'holds a private key' })

const fields = z.strictObject({
  client_id: z.string().regex(/^[\x21-\x7e]{1,200}$/),
  client_name: z.string().min(1).max(200),
  client_uri: webUrl.optional(),
  logo_uri: webUrl.optional(),
  policy_uri: webUrl.optional(),
  tos_uri: webUrl.optional(),
  initiate_login_uri: webUrl.optional(),
  application_type: z.enum(['web', 'native']).default('web'),
  redirect_uris: z.array(z.string().min(1).max(2048)).max(100).default([]),
  grant_types: z.array(z.string()).default(['authorization_code']),
  response_types: z.array(z.string()).default(['code']),
  token_endpoint_auth_method: z
    .enum(['client_secret_basic', 'client_secret_post', 'none'])
    .default('client_secret_basic'),
  scope: scopeList,
  id_token_signed_response_alg: z.enum(signingAlgorithms).default('RS256'), // OIDC Registration §2
  introspection_signed_response_alg: z.enum(signingAlgorithms).default('RS256'), // RFC 9701 §6
  default_max_age: z.int().nonnegative().optional(),

  /** SHA-256 of each live secret, base64url. Secrets hold at least 128 random bits, so a fast hash suffices. */
  secret_hashes: z
    .array(z.string().regex(/^[A-Za-z0-9_-]{43}$/))
    .max(2)
    .default([]),
  /** What a request without `scope` is for. */
  default_scope: scopeList.default([]),
  /** The APIs (protected resources) whose scopes it may ask for, by identifier. */
  resources: z.array(z.string()).default([]),
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
        jwks: z.object({ keys: z.array(publicKey).min(1).max(20) }),
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

const schema = fields.check(({ value: client, issues }) => {
  const fault = (path: string, message: string) =>
    issues.push({ code: 'custom', path: [path], message, input: client })
  client.redirect_uris.forEach((uri) => {
    const why = redirectUriFault(uri, client.application_type)
    if (why !== undefined) fault('redirect_uris', `${uri} ${why}`)
  })
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
  const issuers = client.trusted_issuers.map((each) => each.issuer)
  if (new Set(issuers).size < issuers.length) fault('trusted_issuers', 'names an issuer twice')
  const foreign = client.default_scope.filter((scope) => !client.scope.includes(scope))
  if (foreign.length > 0) fault('default_scope', `not in scope: ${foreign.join(' ')}`)
})

/** @throws {z.ZodError} with a path that names each faulty field */
export const parseClient = (input: unknown): Client => schema.parse(input)

export const isPublicClient = (client: Pick<Client, 'token_endpoint_auth_method'>): boolean =>
  client.token_endpoint_auth_method === 'none'

function isHttpUrl(value: string): boolean {
  return URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol)
}
