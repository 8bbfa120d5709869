/** The form of an API: from what was typed to a record, and back. */
import type { Problem } from '../../pages/fields.tsx'
import type { ProtectedResource, ProtectedResourceInput } from '../../protocol/protected-resource.ts'
import { lines, type Values } from './app-form.ts'

const labels: Readonly<Record<string, string>> = {
  name: 'Name',
  identifier: 'Identifier',
  scopes: 'Scopes',
  endpoints: 'Endpoints',
  access_token_lifetime: 'Life of its tokens',
  access_token_signing_alg: 'Signature',
  token_issuer: 'Issuer in its tokens',
}

/** Empty rows at the end of the scopes. */
const spareRows = 3

export const rowsOf = (values: Values): number =>
  Math.max(
    spareRows,
    ...Object.keys(values).map((name) => Number(/^scope_(\d{1,3})$/.exec(name)?.[1] ?? -1) + 1 + spareRows),
  )

export const valuesOfApi = (resource: ProtectedResource): Values => ({
  name: resource.name,
  identifier: resource.identifier,
  ...Object.fromEntries(
    Object.entries(resource.scopes).flatMap(([scope, sentence], row) => [
      [`scope_${row}`, scope],
      [`sentence_${row}`, sentence],
    ]),
  ),
  token_format: resource.token_format,
  token_profile: resource.token_profile,
  access_token_signing_alg: resource.access_token_signing_alg,
  ...(resource.access_token_lifetime !== undefined && {
    access_token_lifetime: String(resource.access_token_lifetime),
  }),
  ...(resource.token_issuer !== undefined && { token_issuer: resource.token_issuer }),
  endpoints: Object.entries(resource.endpoints)
    .map(([endpoint, scope]) => `${endpoint} ${scope}`)
    .join('\n'),
  ...(resource.open_to_developers && { open_to_developers: 'on' }),
  ...Object.fromEntries(resource.introspection_clients.map((id) => [`asks:${id}`, 'on'])),
})

export const blankApi: Values = {
  access_token_signing_alg: 'ES256',
  token_format: 'jwt',
  token_profile: 'rfc9068',
}

/** What a form may decide besides what it shows. */
export interface ApiFormRights {
  /** The applications as which the API may ask: those of this person. */
  readonly askers: readonly string[]
  /** Whether tokens may look like those of light-oauth2, whose APIs know each other's tokens by scope alone. */
  readonly mayChooseProfile: boolean
}

/** Fields that the form does not have stay as they are. Null takes one away. */
export function readApi(
  values: Values,
  { askers, mayChooseProfile }: ApiFormRights,
  before: ProtectedResource | undefined,
): { input: Readonly<Record<string, unknown>>; problems: Problem[] } {
  const problems: Problem[] = []
  const identifier = before?.identifier ?? values.identifier?.trim() ?? ''
  if (!values.name?.trim()) problems.push({ field: 'name', message: 'Give the API a name.' })
  if (!before && identifier === '') {
    problems.push({
      field: 'identifier',
      message: 'Give the API an identifier, such as https://api.example.com',
    })
  }
  const foreign = (before?.introspection_clients ?? []).filter((id) => !askers.includes(id))
  return {
    input: {
      identifier,
      name: values.name?.trim() ?? '',
      scopes: readScopes(values, problems),
      token_format: values.token_format ?? 'jwt',
      access_token_signing_alg: values.access_token_signing_alg ?? 'ES256',
      access_token_lifetime: readLifetime(values, problems),
      endpoints: readEndpoints(values, problems),
      open_to_developers: values.open_to_developers === 'on',
      introspection_clients: [...foreign, ...askers.filter((id) => values[`asks:${id}`] === 'on')],
      ...(mayChooseProfile && {
        token_profile: values.token_profile ?? 'rfc9068',
        token_issuer: values.token_issuer?.trim() || null,
      }),
    },
    problems,
  }
}

function readScopes(values: Values, problems: Problem[]): Record<string, string> {
  const scopes: Record<string, string> = {}
  for (let row = 0; row < rowsOf(values); row++) {
    const scope = values[`scope_${row}`]?.trim() ?? ''
    const sentence = values[`sentence_${row}`]?.trim() ?? ''
    if (scope === '' && sentence === '') continue
    const fault = (message: string, field = 'scope') => problems.push({ field: `${field}_${row}`, message })
    if (scope === '') fault(`“${sentence}” has no scope: give it a name, such as orders.read`)
    else if (sentence === '') fault(`Say what ${scope} allows: people read it before they agree.`, 'sentence')
    else if (!/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope))
      fault(`${scope} has a character that a scope may not have.`)
    else if (Object.hasOwn(scopes, scope)) fault(`${scope} is there twice.`)
    else scopes[scope] = sentence
  }
  return scopes
}

function readLifetime(values: Values, problems: Problem[]): number | null {
  const typed = values.access_token_lifetime?.trim()
  if (!typed) return null
  if (/^\d{1,9}$/.test(typed)) return Number(typed)
  problems.push({
    field: 'access_token_lifetime',
    message: `${labels.access_token_lifetime} must be a whole number of seconds.`,
  })
  return null
}

/** `/v1/customer@get customer.r`, as light-oauth2 wrote them, or `GET /v1/customer customer.r`. */
function readEndpoints(values: Values, problems: Problem[]): Record<string, string> {
  return Object.fromEntries(
    lines(values.endpoints).flatMap((line) => {
      const [, method, path, wanted] = /^([A-Za-z]+)\s+(\/\S*)\s+(\S+)$/.exec(line) ?? []
      if (method && path && wanted) return [[`${path}@${method.toLowerCase()}`, wanted]]
      const [endpoint = '', scope, ...more] = line.split(/\s+/)
      if (/^\/\S*@[a-z]+$/.test(endpoint) && scope !== undefined && more.length === 0)
        return [[endpoint, scope]]
      problems.push({
        field: 'endpoints',
        message: `“${line}” is not an endpoint and its scope, such as GET /v1/orders orders.read`,
      })
      return []
    }),
  )
}

export function problemsOfApi(faults: readonly { path: string; message: string }[]): Problem[] {
  return faults.map(({ path, message }) => {
    const [field = '', within] = path.split('.')
    const place = field === 'scopes' ? 'scope_0' : field
    const what = within === undefined ? '' : ` ${within}`
    return { field: place, message: `${labels[field] ?? field}:${what} ${message}` }
  })
}

export const asInput = (input: Readonly<Record<string, unknown>>): ProtectedResourceInput =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null)) as ProtectedResourceInput
