/** The form of a client: what developers have, and what only an operator may give. */
import type { Problem } from '../../pages/fields.tsx'
import { type Client, parseClient } from '../../protocol/client-metadata.ts'
import { managementAudience, managementResource } from '../../protocol/management.ts'
import { listResources } from '../../registry/resources.ts'
import type { Server } from '../../tokens/server.ts'
import { resourcesOf } from '../../tokens/target.ts'
import { grantChoices, readChange, readNew, type Values, valuesOf } from '../developer/app-form.ts'
import type { LinkableApi } from '../developer/links.ts'

/** Edited as JSON: what neither the form nor the registry has a way of its own for. */
export const restFields = [
  'backchannel_logout_session_required',
  'contacts',
  'custom_claims',
  'default_acr_values',
  'frontchannel_logout_session_required',
  'jwks',
  'jwks_uri',
  'localized',
  'may_act',
  'refresh_token_overlap',
  'require_auth_time',
  'rotate_refresh_tokens',
  'sector_identifier_uri',
  'software_id',
  'software_version',
  'subject_type',
  'token_exchange',
  'trusted_issuers',
] as const satisfies readonly (keyof Client)[]

const shownApis = 200

/** Every API may be given, this server's own too. */
export async function allApis(
  server: Server,
  client: Client | undefined,
  now: number,
): Promise<LinkableApi[]> {
  const own = managementResource(server.config.issuer)
  const [{ items }, linked] = await Promise.all([
    listResources(server, { limit: shownApis }),
    client ? resourcesOf(server, client, now) : [],
  ])
  const all = new Map(
    [...items.map(({ resource }) => resource), ...linked, own].map((api) => [api.identifier, api]),
  )
  return [...all.values()].map((resource) => ({ resource, mayChange: true }))
}

/** Whether it is, or becomes, a client of the management API: then whoever changes it signs in anew. */
export const manages = (
  { config }: Server,
  ...clients: { resources?: readonly string[] | undefined }[]
): boolean => clients.some(({ resources }) => resources?.includes(managementAudience(config.issuer)))

const isForDevelopers = (grant: string) => Object.hasOwn(grantChoices, grant)

export function valuesOfClient(client: Client, apis: readonly LinkableApi[]): Values {
  const rest = Object.fromEntries(
    restFields.filter((name) => !isDefault(name, client)).map((name) => [name, client[name]]),
  )
  return {
    ...valuesOf(client, apis),
    ...(client.first_party && { first_party: 'on' }),
    ...(client.introspect_all && { introspect_all: 'on' }),
    further_grants: client.grant_types.filter((grant) => !isForDevelopers(grant)).join(' '),
    default_scope: client.default_scope.join(' '),
    ...(Object.keys(rest).length > 0 && { rest: JSON.stringify(rest, null, 2) }),
  }
}

const plain: Readonly<Record<string, unknown>> = parseClient({
  client_id: 'plain',
  client_name: 'plain',
  redirect_uris: ['https://app.example.com'],
  token_endpoint_auth_method: 'none',
  scope: [],
})
const isDefault = (name: keyof Client, client: Client) =>
  JSON.stringify(client[name]) === JSON.stringify(plain[name])

type Read<T> = { input: T; problems: Problem[] }

export function readNewClient(
  values: Values,
  apis: readonly LinkableApi[],
): Read<ReturnType<typeof readNew>['input']> {
  const { input, problems } = readNew(values, apis)
  const more = operatorFields(values, input, problems)
  const given = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== null))
  return { input: { ...input, ...given }, problems }
}

export function readClientChange(
  values: Values,
  apis: readonly LinkableApi[],
  before: Client,
): Read<Record<string, unknown>> {
  const { input, problems } = readChange(values, apis, before)
  return { input: { ...input, ...operatorFields(values, input, problems) }, problems }
}

function operatorFields(
  values: Values,
  input: { grant_types?: unknown; default_scope?: unknown },
  problems: Problem[],
): Record<string, unknown> {
  const grants = (input.grant_types as string[] | undefined) ?? []
  const default_scope = wordsOf(values.default_scope)
  return {
    grant_types: [...new Set([...grants.filter(isForDevelopers), ...wordsOf(values.further_grants)])],
    first_party: values.first_party === 'on',
    introspect_all: values.introspect_all === 'on',
    default_scope: default_scope.length > 0 ? default_scope : input.default_scope,
    ...readRest(values.rest, problems),
  }
}

const wordsOf = (text = ''): string[] => text.split(/\s+/).filter((word) => word !== '')

/** What it does not name has its default again. */
function readRest(text: string | undefined, problems: Problem[]): Record<string, unknown> {
  const field = 'rest'
  let read: unknown
  try {
    read = JSON.parse(text?.trim() || '{}')
  } catch {
    problems.push({ field, message: 'Every other field: is not JSON.' })
    return {}
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) {
    problems.push({
      field,
      message: 'Every other field: must be an object of JSON, such as {"contacts": []}.',
    })
    return {}
  }
  const unknown = Object.keys(read).filter((name) => !restFields.some((each) => each === name))
  if (unknown.length > 0)
    problems.push({ field, message: `Every other field: ${unknown.join(', ')} cannot be set here.` })
  return { ...Object.fromEntries(restFields.map((name) => [name, null])), ...read }
}
