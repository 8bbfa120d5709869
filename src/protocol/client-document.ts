/** Client ID Metadata Documents (draft-ietf-oauth-client-id-metadata-document): the client is the URL of its metadata. */
import * as z from 'zod'
import { standardScopeNames } from './claims.ts'
import { type Client, parseClient } from './client-metadata.ts'
import { OAuthError } from './errors.ts'
import { readMetadata } from './registration.ts'
import { selfRegistered } from './self-registered.ts'
import { jsonFault } from './storable-json.ts'
import { strangerUrlFault } from './stranger-url.ts'

/** Whether an id is meant as the URL of a document. */
export const isClientUrl = (clientId: string): boolean => clientId.startsWith('https://')

/** §3: why a URL is no client id, or undefined where it is one. */
export function clientUrlFault(url: string): string | undefined {
  const fault = strangerUrlFault(url)
  if (fault !== undefined) return fault
  const { href, pathname } = new URL(url)
  if (pathname === '/') return 'needs a path'
  // The parser resolves dot segments and changes case: an id has one spelling, or it would be several clients.
  return href === url ? undefined : `is not written as a URL parser writes it: ${href}`
}

/** What would be a secret that everybody can read, or lets somebody pose as the client with one. */
const secrets = ['client_secret', 'client_secret_expires_at', 'registration_access_token']

/**
 * The client that a document describes. It may ask for what is open to clients that registered themselves; what else it
 * says of scopes is ignored, as a registration answers it and a document cannot be answered.
 * @throws {Error} saying what is wrong with the document
 */
export function clientOfDocument(url: string, document: unknown): Client {
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw new Error('is not a JSON object')
  const fault = jsonFault(document)
  if (fault) throw new Error(`has a part that ${fault.detail}`)
  const sent = document as Readonly<Record<string, unknown>>
  if (sent.client_id !== url) throw new Error('has another client_id than its own URL') // §4.1
  const secret = secrets.find((name) => sent[name] !== undefined)
  if (secret !== undefined) throw new Error(`holds ${secret}, and everybody can read it`)
  const method = sent.token_endpoint_auth_method ?? 'none'
  if (method !== 'none') throw new Error('token_endpoint_auth_method: only none is possible here')
  try {
    const standard = standardScopeNames as readonly string[]
    const { scope, ...fields } = readMetadata({ ...sent, token_endpoint_auth_method: method })
    const known = Array.isArray(scope) ? scope.filter((each: string) => standard.includes(each)) : []
    return parseClient({
      ...selfRegistered(
        { ...fields, client_name: fields.client_name ?? new URL(url).hostname },
        { invited: false, offered: new Set() },
      ),
      ...(known.length > 0 && { scope: known }),
      client_id: url,
    })
  } catch (error) {
    if (error instanceof OAuthError) throw new Error(error.description)
    if (!(error instanceof z.ZodError)) throw error
    throw new Error(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '))
  }
}

const day = 86_400
/** However a document is served: it is not fetched again before, and not believed after. In seconds. */
const freshAtLeast = 60
const freshAtMost = 3_600
const freshByDefault = 600

/** RFC 9111 §4.2: for how many seconds an answer may be used, within our bounds. */
export function freshFor(headers: Pick<Headers, 'get'>): number {
  const control = (headers.get('cache-control') ?? '').toLowerCase()
  const directive = (name: string) =>
    new RegExp(`(?:^|[\\s,])${name}(?:=\\"?(\\d{1,9})|[\\s,]|$)`).exec(control)
  const stated = directive('s-maxage')?.[1] ?? directive('max-age')?.[1]
  const age = Number(/^\d{1,9}$/.exec(headers.get('age') ?? '')?.[0] ?? 0)
  const fresh = stated === undefined ? freshByDefault : Math.min(Number(stated), day) - age
  const never = directive('no-store') ?? directive('no-cache')
  return never ? freshAtLeast : Math.min(Math.max(fresh, freshAtLeast), freshAtMost)
}
