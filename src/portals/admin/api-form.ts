/** The form of an API: from what was typed to a registration, and back. */
import type { Problem } from '../../pages/fields.tsx'
import type { ProtectedResource } from '../../protocol/protected-resource.ts'
import { lines } from '../developer/app-form.ts'

type Values = Readonly<Record<string, string>>

export const apiRestFields = ['token_profile', 'token_issuer', 'endpoints', 'custom_claims'] as const
const usual: Readonly<Record<string, unknown>> = {
  token_profile: 'rfc9068',
  endpoints: {},
  custom_claims: { fixed: {}, attributes: {} },
}

export const apiFields = {
  identifier: ['identifier', 'Identifier'],
  name: ['name', 'Name'],
  scopes: ['scopes', 'Scopes'],
  token_format: ['token_format', 'Format'],
  access_token_signing_alg: ['access_token_signing_alg', 'Signature'],
  access_token_lifetime: ['access_token_lifetime', 'Life of an access token'],
  introspection_clients: ['introspection_clients', 'Clients as which it introspects'],
  ...Object.fromEntries(apiRestFields.map((name) => [name, ['rest', `Every other field, ${name}`] as const])),
} as const satisfies Record<string, readonly [string, string]>

export const blankApi: Values = { token_format: 'jwt', access_token_signing_alg: 'ES256' }

export function valuesOfApi(api: ProtectedResource): Values {
  const rest = Object.fromEntries(
    apiRestFields.flatMap((name) =>
      api[name] === undefined || JSON.stringify(api[name]) === JSON.stringify(usual[name])
        ? []
        : [[name, api[name]]],
    ),
  )
  return {
    name: api.name,
    scopes: Object.entries(api.scopes)
      .map(([scope, sentence]) => `${scope} ${sentence}`)
      .join('\n'),
    token_format: api.token_format,
    access_token_signing_alg: api.access_token_signing_alg,
    introspection_clients: api.introspection_clients.join('\n'),
    ...(api.access_token_lifetime !== undefined && {
      access_token_lifetime: String(api.access_token_lifetime),
    }),
    ...(api.open_to_developers && { open_to_developers: 'on' }),
    ...(api.open_to_registered_clients && { open_to_registered_clients: 'on' }),
    ...(Object.keys(rest).length > 0 && { rest: JSON.stringify(rest, null, 2) }),
  }
}

/** Null takes a field away. */
export function readApi(values: Values): { input: Record<string, unknown>; problems: Problem[] } {
  const problems: Problem[] = []
  const lifetime = values.access_token_lifetime?.trim()
  return {
    input: {
      ...readRest(values.rest, problems),
      name: values.name?.trim() ?? '',
      scopes: readScopes(values.scopes, problems),
      token_format: values.token_format ?? null,
      access_token_signing_alg: values.access_token_signing_alg ?? null,
      access_token_lifetime: lifetime ? Number(lifetime) : null,
      introspection_clients: lines(values.introspection_clients),
      open_to_developers: values.open_to_developers === 'on',
      open_to_registered_clients: values.open_to_registered_clients === 'on',
    },
    problems,
  }
}

function readScopes(text: string | undefined, problems: Problem[]): Record<string, string> {
  const scopes = lines(text).map((line): [string, string] => {
    const [, scope = '', sentence = ''] = /^(\S+)\s*(.*)$/.exec(line) ?? []
    if (sentence === '')
      problems.push({
        field: 'scopes',
        message: `Scopes: ${scope} needs a sentence that says what it is for.`,
      })
    return [scope, sentence]
  })
  const twice = scopes.map(([scope]) => scope).filter((scope, index, all) => all.indexOf(scope) !== index)
  if (twice.length > 0)
    problems.push({ field: 'scopes', message: `Scopes: ${twice.join(', ')} is there twice.` })
  return Object.fromEntries(scopes)
}

function readRest(text: string | undefined, problems: Problem[]): Record<string, unknown> {
  const cleared = Object.fromEntries(apiRestFields.map((name) => [name, null]))
  try {
    const read = JSON.parse(text?.trim() || '{}') as unknown
    if (typeof read !== 'object' || read === null || Array.isArray(read)) throw new Error('no object')
    const unknown = Object.keys(read).filter((name) => !apiRestFields.some((each) => each === name))
    if (unknown.length > 0)
      problems.push({
        field: 'rest',
        message: `Every other field: ${unknown.join(', ')} cannot be set here.`,
      })
    return { ...cleared, ...read }
  } catch {
    problems.push({ field: 'rest', message: 'Every other field: must be an object of JSON.' })
    return cleared
  }
}
