/** Clients that register and change themselves: what they send becomes a record by the same rules as any other. */
import { verifySecret } from '../client-auth/client-secret.ts'
import { standardScopeNames } from '../protocol/claims.ts'
import type { Client } from '../protocol/client-metadata.ts'
import { acrValues } from '../protocol/credential.ts'
import { OAuthError } from '../protocol/errors.ts'
import { faulty, readMetadata, registrable, wireName } from '../protocol/registration.ts'
import { sectorOf } from '../protocol/sector.ts'
import { selfRegistered } from '../protocol/self-registered.ts'
import type { InitialAccessToken } from '../stores/initial-access-tokens.ts'
import type { Server } from '../tokens/server.ts'
import { readSoftwareStatement, statementClaims } from '../tokens/software-statement.ts'
import type { Change } from './change.ts'
import { type ClientCredentials, createClient, type NewClient, updateClient } from './clients.ts'
import { RegistryError } from './errors.ts'

type Sent = Readonly<Record<string, unknown>>
type Registered = { client: Client } & ClientCredentials

/**
 * @param ticket the initial access token that it was invited with
 * @throws {OAuthError} of RFC 7591 §3.2.2
 */
export async function registerItself(
  server: Server,
  change: Change,
  sent: Sent,
  ticket: InitialAccessToken | undefined,
): Promise<Registered> {
  const { software_statement: statement } = sent
  const claims = statement == null ? {} : await readSoftwareStatement(server, statement, change.now)
  const fields = selfRegistered(known(under(claims, sent)), {
    invited: ticket !== undefined,
    offered: await offeredScopes(server, change.now),
  })
  const input = { ...fields, ...(statement != null && { software_statement: statement }) }
  return asOAuth(() =>
    createClient(server, change, input as NewClient, {
      managesItself: true,
      initialAccessToken: ticket?.id,
    }),
  )
}

/**
 * RFC 7592 §2.2: the whole registration anew; what is left out goes. What operators have set stays.
 * @throws {OAuthError} of RFC 7591 §3.2.2, invalid_request
 */
export async function reviseItself(
  server: Server,
  change: Change,
  client: Client,
  sent: Sent,
): Promise<Registered> {
  await proveSame(client, sent)
  // What a statement said stays said, unless a newer one is shown (RFC 7591 §2.3).
  const statement = sent.software_statement ?? client.software_statement
  const claims =
    sent.software_statement != null
      ? await readSoftwareStatement(server, sent.software_statement, change.now)
      : statementClaims(client.software_statement)
  const metadata = under(claims, sent)
  const fields = selfRegistered(known(metadata), {
    invited: false,
    offered: new Set([...(await offeredScopes(server, change.now)), ...client.scope]),
    granted: client.grant_types,
  })
  const after = {
    ...Object.fromEntries(registrable.map((name) => [name, fields[name] ?? null])),
    software_statement: statement ?? null,
    // An operator may have given it more than it knows of.
    ...(metadata.scope == null
      ? { scope: client.scope }
      : { scope: fields.scope, default_scope: fields.default_scope }),
    ...(fields.token_endpoint_auth_method === 'none' && { require_pkce: true, rotate_refresh_tokens: true }),
  }
  refuseOtherSector(client, fields)
  return asOAuth(() => updateClient(server, change, client.client_id, after))
}

/** What a statement says goes before what the client says (RFC 7591 §2.3), which may not say it in another language either. */
const under = (claims: Sent, sent: Sent): Sent => ({
  ...Object.fromEntries(
    Object.entries(sent).filter(
      ([name]) => !name.includes('#') || claims[name.split('#', 1)[0] ?? ''] == null,
    ),
  ),
  ...claims,
})

/** The fields of ours that metadata come to. */
function known(metadata: Sent): Record<string, unknown> {
  const fields = readMetadata(metadata)
  const asked = Array.isArray(fields.default_acr_values) ? fields.default_acr_values : []
  if (asked.some((value) => !acrValues.some((reached) => reached === value)))
    throw faulty(`default_acr_values: this server reaches ${acrValues.join(' ')} and no other`)
  return fields
}

async function offeredScopes({ stores }: Server, now: number): Promise<Set<string>> {
  const open = await stores.openResources.list(now)
  return new Set([...standardScopeNames, ...open.flatMap(({ scopes }) => Object.keys(scopes))])
}

const ours = [
  'registration_access_token',
  'registration_client_uri',
  'client_secret_expires_at',
  'client_id_issued_at',
]

/** RFC 7592 §2.2: which members an update must and must not have. */
async function proveSame(client: Client, sent: Sent): Promise<void> {
  const foreign = ours.filter((name) => sent[name] != null)
  if (foreign.length > 0) {
    throw new OAuthError('invalid_request', { description: `An update must not have ${foreign.join(', ')}` })
  }
  if (sent.client_id !== client.client_id) throw faulty('client_id: must be the one that was issued')
  const { client_secret: secret } = sent
  if (secret != null && !(typeof secret === 'string' && (await verifySecret(client, secret)))) {
    throw faulty('client_secret: must be one that was issued; it cannot be chosen')
  }
}

/** Everybody would become a stranger to the application, and nobody would know why. */
function refuseOtherSector(client: Client, after: Sent): void {
  if ((after.subject_type ?? 'public') !== client.subject_type)
    throw faulty(`subject_type: every person would get another sub; it stays ${client.subject_type}`)
  if (client.subject_type !== 'pairwise') return
  const { redirect_uris, sector_identifier_uri: uri } = after
  const strings = (Array.isArray(redirect_uris) ? redirect_uris : []).filter(
    (each) => typeof each === 'string',
  )
  if (uri !== undefined && !(typeof uri === 'string' && URL.canParse(uri))) return // found where fields are parsed
  const sector = sectorOf({
    client_id: client.client_id,
    redirect_uris: strings,
    ...(uri !== undefined && { sector_identifier_uri: uri }),
  })
  if (sector !== sectorOf(client)) {
    throw faulty(
      'sector_identifier_uri: with another sector every person would get another sub; keep the host',
    )
  }
}

/** What the registry refuses, in RFC 7591's words. */
async function asOAuth<T>(change: () => Promise<T>): Promise<T> {
  try {
    return await change()
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error
    const { fault } = error
    // The initial access token was used up, or the client deleted, while this was under way.
    if (fault.kind !== 'invalid') throw new OAuthError('invalid_token', { description: fault.message })
    const description = fault.fields.map(({ path, message }) => `${wireName(path)}: ${message}`).join('; ')
    const redirect = fault.fields.every(({ path }) => path.split('.')[0] === 'redirect_uris')
    throw redirect ? new OAuthError('invalid_redirect_uri', { description }) : faulty(description)
  }
}
