/** Registering and changing an API. */
import { ApiFormPage } from '../../pages/developer/api-form.tsx'
import type { Problem } from '../../pages/fields.tsx'
import { operatorRole } from '../../protocol/management.ts'
import { parseProtectedResource } from '../../protocol/protected-resource.ts'
import { listClients } from '../../registry/clients.ts'
import { faultsOf, RegistryError } from '../../registry/errors.ts'
import { mostOwned } from '../../registry/owners.ts'
import {
  createResource,
  listResources,
  type ResourceDetails,
  updateResource,
} from '../../registry/resources.ts'
import { changeBy, hasRole } from '../person.ts'
import { goTo, show, type Visit } from '../portal.ts'
import { asInput, blankApi, problemsOfApi, readApi, rowsOf, valuesOfApi } from './api-form.ts'
import type { Values } from './app-form.ts'
import { apiPath } from './own.ts'

export const showNewApi = (visit: Visit): Promise<Response> =>
  form(visit, undefined, { values: blankApi, problems: [] })

export const showEditApi = (visit: Visit, api: ResourceDetails): Promise<Response> =>
  form(visit, api, { values: valuesOfApi(api.resource), problems: [] })

export async function submitNewApi(visit: Visit): Promise<Response> {
  const { c, server, person } = visit
  const owner = person.subject.sub
  return submit(visit, undefined, async (input) => {
    const { items } = await listResources(server, { owner, limit: mostOwned })
    if (items.length >= mostOwned)
      return `You own ${mostOwned} APIs already; delete one that is no longer used.`
    const { resource } = await createResource(server, changeBy(c, person), asInput(input), {
      owners: [owner],
    })
    return goTo(visit, `${apiPath(resource.identifier)}?done=registered`)
  })
}

export async function submitEditApi(visit: Visit, api: ResourceDetails): Promise<Response> {
  const { c, server, person } = visit
  const { identifier } = api.resource
  return submit(visit, api, async (input) => {
    const ifVersion = Number(visit.form.get('version'))
    await updateResource(server, changeBy(c, person), identifier, input, { ifVersion })
    return goTo(visit, `${apiPath(identifier)}?done=saved`)
  })
}

async function submit(
  visit: Visit,
  api: ResourceDetails | undefined,
  save: (input: Readonly<Record<string, unknown>>) => Promise<Response | string>,
): Promise<Response> {
  const values = visit.form.toRecord()
  const again = (problems: Problem[]) => form(visit, api, { values, problems })
  const askers = (await askersOf(visit)).map(({ id }) => id)
  const rights = { askers, mayChooseProfile: mayChooseProfile(visit) }
  const { input, problems } = readApi(values, rights, api?.resource)
  if (problems.length > 0) return again(withFurther(problems, { ...api?.resource, ...input }))
  try {
    const saved = await save(input)
    return typeof saved === 'string' ? again([{ message: saved }]) : saved
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error
    const { fault } = error
    if (fault.kind === 'invalid') return again(problemsOfApi(fault.fields))
    if (fault.kind === 'conflict') return again([{ field: fault.path, message: fault.message }])
    if (fault.kind !== 'version_mismatch') return again([{ message: fault.message }])
    const message =
      'Somebody else has changed it since you opened this form. What you typed is below: save again to have it so.'
    return again([{ message }])
  }
}

/** What the form itself finds, and what the registry would in the other fields. */
function withFurther(problems: Problem[], input: Readonly<Record<string, unknown>>): Problem[] {
  const group = ({ field = '' }: Problem) => (/^(scope|sentence)_|^endpoints$/.test(field) ? 'scopes' : field)
  const known = new Set(problems.map(group))
  const further = problemsOfApi(faultsOf(() => parseProtectedResource(asInput(input))))
  return [...problems, ...further.filter((each) => !known.has(group(each)))]
}

/**
 * The older profile is for operators: its APIs take any token of the server whose scope fits, so who may make up scopes
 * there could open those of others.
 */
const mayChooseProfile = ({ person }: Visit): boolean => hasRole(person, operatorRole)

/** This person's applications that have a secret to ask with. */
async function askersOf({ server, person }: Visit): Promise<{ id: string; name: string }[]> {
  const { items } = await listClients(server, { owner: person.subject.sub, limit: mostOwned })
  return items
    .filter(({ client }) => client.token_endpoint_auth_method !== 'none')
    .map(({ client }) => ({ id: client.client_id, name: client.client_name }))
}

async function form(
  visit: Visit,
  api: ResourceDetails | undefined,
  { values, problems }: { values: Values; problems: Problem[] },
): Promise<Response> {
  const page = ApiFormPage({
    frame: visit.frame,
    api: api && {
      name: api.resource.name,
      identifier: api.resource.identifier,
      href: apiPath(api.resource.identifier),
    },
    version: api?.version,
    values,
    problems,
    rows: rowsOf(values),
    askers: await askersOf(visit),
    mayChooseProfile: mayChooseProfile(visit),
  })
  return show(visit, page, problems.length > 0 ? 400 : 200)
}
