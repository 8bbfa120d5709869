/** What an API imports to check access tokens: `edgegrant/resource-server`, the second export of this package. */
import { OAuthError } from '../protocol/errors.ts'
import { seconds } from '../runtime.ts'
import { AccessRefused } from './access-refused.ts'
import { bearerToken, callerToken, type RequestLike } from './bearer.ts'
import { type AccessTokenClaims, type LightOauth2Claims, scopesOf } from './claims.ts'
import { type Middleware, middlewareOf } from './middleware.ts'
import { scopeList } from './must.ts'
import type { ProtectResourceOptions, Requirement } from './options.ts'
import { assertScopes, assertSignIn, neededScope, requirementOf } from './requirement.ts'
import { metadataDocument, metadataResponse } from './resource-metadata.ts'
import { type Settings, settingsOf } from './settings.ts'
import { type TokenChecker, tokenChecker } from './token-checker.ts'

export type { Algorithm } from './algorithms.ts'
export type { RequestLike } from './bearer.ts'
export type { Fetch } from './fetch-json.ts'
export type { Middleware, MiddlewareContext } from './middleware.ts'
export type {
  IntrospectionOptions,
  ProtectResourceOptions,
  Requirement,
  ResourceMetadata,
} from './options.ts'
export { AccessRefused, type AccessTokenClaims, type LightOauth2Claims, scopesOf }

type AnyClaims = AccessTokenClaims | LightOauth2Claims

/** The guard of one API. Make it once, where the module is loaded: it keeps the keys. */
export interface Protect<Claims> {
  /**
   * The claims of the token that came with the request (a web `Request`, or that of Node's own http server).
   * @throws {AccessRefused} which renders itself: `getResponse()`, or `status`, `headers` and `body`
   * @throws {TypeError} where the requirement has a slip in it, whatever the request
   */
  (request: RequestLike, requirement?: Requirement): Promise<Claims>
  /**
   * Hono middleware: `app.get('/customers', protect.middleware('customer.r'), handler)`. It answers what may not pass;
   * behind it the handler has `c.get('claims')`.
   * @param required the scopes that the request needs, all of them; or a {@link Requirement}
   * @throws {TypeError} where it is neither
   */
  middleware(...required: readonly string[] | [Requirement]): Middleware<Claims>
  /** What clients may know about this API (RFC 9728). A handler too: `app.get(protect.metadataPath, protect.metadata)`. */
  metadata(): Response
  /** The same for servers whose answer is not a `Response`; in Express: `response.json(protect.metadataDocument)`. */
  readonly metadataDocument: Readonly<Record<string, unknown>>
  /** Where `metadata` belongs (RFC 9728 §3.1): `/.well-known/oauth-protected-resource`, then the path of the audience. */
  readonly metadataPath: string
}

/**
 * Checks access tokens of one authorization server for one API: JWTs (RFC 9068) by the server's public keys, reference
 * tokens by introspection (RFC 7662), scopes, and answers as RFC 6750 and RFC 9728 have it.
 *
 * It asks nobody before the first request. Keys are kept ten minutes and asked for anew when a token names an unknown one
 * (at most every 30 seconds); while the authorization server is down they serve for a day.
 *
 * @throws {TypeError} naming the option at fault
 */
export function protectResource(
  options: ProtectResourceOptions & { readonly tokenProfile: 'light-oauth2' },
): Protect<LightOauth2Claims>
export function protectResource(options: ProtectResourceOptions): Protect<AccessTokenClaims>
export function protectResource(options: ProtectResourceOptions): Protect<AnyClaims> {
  const settings = settingsOf(options)
  const check = tokenChecker(settings)
  const document = metadataDocument(settings)

  async function guarded(request: RequestLike, { scopes = [], ...rest }: Requirement): Promise<AnyClaims> {
    const needed = { ...rest, scopes: [...settings.scopes, ...scopes] }
    try {
      // The checks have shown that it is what the type says.
      return (await admitted(request, needed, settings, check)) as unknown as AnyClaims
    } catch (error) {
      throw error instanceof OAuthError ? new AccessRefused(withScope(error, needed), settings) : error
    }
  }

  async function protect(request: RequestLike, ...given: readonly unknown[]): Promise<AnyClaims> {
    const [requirement = {}, ...more] = given
    return guarded(request, requirementOf(requirement, ...more))
  }

  return Object.assign(protect, {
    middleware: (...required: readonly unknown[]) => {
      const [first] = required
      const areScopes = first === undefined || typeof first === 'string'
      const requirement = areScopes
        ? { scopes: scopeList(required, 'middleware') }
        : requirementOf(first, ...required.slice(1))
      return middlewareOf((request) => guarded(request, requirement))
    },
    metadata: () => metadataResponse(document),
    metadataDocument: document,
    metadataPath: settings.metadataPath,
  })
}

async function admitted(request: RequestLike, needed: Requirement, settings: Settings, check: TokenChecker) {
  const { caller: _, ...claims } = await check(bearerToken(request))
  const now = seconds(settings.now())
  if (!settings.callerToken) {
    assertScopes(claims, needed)
    assertSignIn(claims, needed, now)
    return claims
  }
  const { caller: __, ...caller } = await checkCaller(callerToken(request), settings, check)
  assertScopes(caller, needed)
  assertSignIn(claims, needed, now)
  return { ...claims, caller }
}

/** A person's token would lend that person's scopes to somebody else, so only what a service got for itself will do. */
async function checkCaller(token: string, { profile }: Settings, check: TokenChecker) {
  try {
    const caller = await check(token)
    if (profile.isOwnToken(caller)) return caller
  } catch (error) {
    if (!(error instanceof OAuthError) || error.code !== 'invalid_token') throw error
    throw new OAuthError('invalid_token', {
      description: `X-Scope-Token: ${error.description}`,
      cause: error,
    })
  }
  throw new OAuthError('invalid_token', {
    description: 'X-Scope-Token: The access token is not one that a service got for itself',
  })
}

/** Who sent no token hears which scopes to ask for. */
function withScope(error: OAuthError, needed: Requirement): OAuthError {
  const scope = neededScope(needed)
  if (!error.unauthenticated || scope === '') return error
  return new OAuthError(error.code, { description: error.description, unauthenticated: true, scope })
}
