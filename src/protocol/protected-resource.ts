/** A protected resource: an API that accepts access tokens, the scopes it understands, and the tokens it wants. */
import * as z from 'zod'
import { isStandardScope } from './claims.ts'
import { signingAlgorithms } from './client-metadata.ts'
import { defaultsOf } from './record-defaults.ts'
import { customClaims } from './token-claims.ts'

const scope = z
  .string()
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/)
  .refine((name) => !isStandardScope(name), {
    error: 'is a scope of OpenID Connect, which speaks of the person',
  })

const fields = z.strictObject({
  /** The `aud` of its access tokens: an absolute URI without a fragment (RFC 8707 §2). */
  identifier: z
    .string()
    .max(450) // its key in KV has to fit 512 bytes
    .refine((value) => /^[\x21-\x7e]+$/.test(value) && URL.canParse(value) && !value.includes('#'), {
      error: 'must be an absolute URI without a fragment',
    }),
  name: z.string().min(1).max(200),
  /** Scope to the sentence that the consent page shows for it. */
  scopes: z.record(scope, z.string().min(1).max(300)),
  /** `jwt` is checked by signature; `reference` means nothing by itself and is looked up by introspection. */
  token_format: z.enum(['jwt', 'reference']).default('jwt'),
  /** What the claims look like: RFC 9068, or those of the older light-oauth2 server. */
  token_profile: z.enum(['rfc9068', 'light-oauth2']).default('rfc9068'),
  access_token_signing_alg: z.enum(signingAlgorithms).default('ES256'),
  /** Seconds. */
  access_token_lifetime: z.int().positive().max(86_400).optional(),
  /** Only with `token_profile: light-oauth2`: the `iss` its API was built to expect. */
  token_issuer: z.string().min(1).max(2048).optional(),
  /** Endpoints and the scope each needs, such as `/v1/customer@get`. */
  endpoints: z.record(z.string().regex(/^\/\S*@[a-z]+$/), scope).default({}),
  custom_claims: customClaims.default({ fixed: {}, attributes: {} }),
  /** Whether clients that registered themselves may ask people for it, by naming it in `resource`. */
  open_to_registered_clients: z.boolean().default(false),
  /** The clients as which this API asks the introspection endpoint. */
  introspection_clients: z.array(z.string()).default([]),
  /** Every developer may let their application ask for it; else only its owners and operators may. */
  open_to_developers: z.boolean().default(false),
})

/** A record from before a field came, completed. */
export const completeProtectedResource = (record: ProtectedResource): ProtectedResource => ({
  ...defaults,
  ...record,
})
const defaults = defaultsOf(fields.shape)

export type ProtectedResource = Readonly<z.infer<typeof fields>>
export type ProtectedResourceInput = z.input<typeof fields>
/** Field by field; what holds between them only `parseProtectedResource` checks. */
export const resourceFields = fields

const schema = fields.check(({ value: resource, issues }) => {
  const fault = (path: string, message: string) =>
    issues.push({ code: 'custom', path: [path], message, input: resource })
  for (const [endpoint, needed] of Object.entries(resource.endpoints)) {
    if (!Object.hasOwn(resource.scopes, needed))
      fault('endpoints', `${endpoint} needs ${needed}, which is not in scopes`)
  }
  const light = resource.token_profile === 'light-oauth2'
  if (light && resource.access_token_signing_alg !== 'RS256')
    fault('access_token_signing_alg', 'light-oauth2 is RS256')
  if (!light && resource.token_issuer !== undefined)
    fault('token_issuer', 'is only for token_profile light-oauth2')
})

/** @throws {z.ZodError} with a path that names each faulty field */
export const parseProtectedResource = (input: unknown): ProtectedResource => schema.parse(input)
