/** One API: its registration, the clients that may ask for it, its owners. */
import { ApiPage } from '../../pages/admin/api.tsx'
import type { Problem } from '../../pages/fields.tsx'
import { conflict } from '../../registry/errors.ts'
import { changeOwner } from '../../registry/owners.ts'
import {
  deleteResource,
  getResource,
  listLinkedClients,
  type ResourceDetails,
  unlinkClient,
  updateResource,
} from '../../registry/resources.ts'
import { decodeIdentifier } from '../api-path.ts'
import { goTo, missing, show, type Visit } from '../portal.ts'
import { problemsOf } from '../refusals.ts'
import { apiFields, apiRestFields, readApi, valuesOfApi } from './api-form.ts'
import { apiPath, askAgain, changeOfOperator, clientPath, minuteOf, typedIn, versionOf } from './desk.ts'
import { findOwner, shownOwners } from './owners.ts'

const notices: Readonly<Record<string, string>> = {
  registered: 'Registered.',
  saved: 'Saved.',
  unlink: 'Unlinked.',
  'add-owner': 'Added.',
  'remove-owner': 'Removed.',
}
const shownClients = 100

export async function showApi(visit: Visit): Promise<Response> {
  const found = await apiOf(visit)
  return found ? apiPage(visit, found, {}) : missing(visit)
}

async function apiOf({ c, server }: Visit): Promise<ResourceDetails | undefined> {
  const identifier = decodeIdentifier(c.req.param('api'))
  return identifier === undefined ? undefined : getResource(server, identifier)
}

export async function submitApi(visit: Visit): Promise<Response> {
  const { server, form } = visit
  const found = await apiOf(visit)
  if (!found) return missing(visit)
  const id = found.resource.identifier
  const change = changeOfOperator(visit)
  const action = form.get('action') ?? 'save'
  switch (action) {
    case 'save':
      return save(visit, found)
    case 'unlink':
      await unlinkClient(server, change, id, form.get('client') ?? '')
      break
    case 'add-owner': {
      const owner = await findOwner(visit)
      if (owner === undefined) return apiPage(visit, found, { nobody: form.get('login') ?? '' })
      await changeOwner(server, change, { kind: 'resource', id }, { add: owner })
      break
    }
    case 'remove-owner':
      await changeOwner(server, change, { kind: 'resource', id }, { remove: form.get('owner') ?? '' })
      break
    case 'delete': {
      const again = await askAgain(visit)
      if (again) return again
      await deleteResource(server, change, id)
      return goTo(visit, '/admin/apis?deleted')
    }
    default:
      throw conflict('This form has no such button')
  }
  return goTo(visit, `${apiPath(id)}?done=${action}`)
}

async function save(visit: Visit, found: ResourceDetails): Promise<Response> {
  const { server, form } = visit
  const id = found.resource.identifier
  const values = typedIn(form)
  const { input, problems } = readApi(values)
  if (problems.length > 0) return apiPage(visit, found, { values, problems })
  try {
    await updateResource(server, changeOfOperator(visit), id, input, { ifVersion: versionOf(form) })
    return goTo(visit, `${apiPath(id)}?done=saved`)
  } catch (error) {
    const again = { values, problems: problemsOf(error, apiFields) }
    return apiPage(visit, (await apiOf(visit)) ?? found, again)
  }
}

async function apiPage(
  visit: Visit,
  { resource, version, owners, createdAt, changedAt }: ResourceDetails,
  {
    values,
    problems = [],
    nobody,
  }: { values?: Readonly<Record<string, string>>; problems?: Problem[]; nobody?: string },
): Promise<Response> {
  const { c, server, frame } = visit
  const done = new URL(c.req.url).searchParams.get('done') ?? ''
  const [{ items, next }, people] = await Promise.all([
    listLinkedClients(server, resource.identifier, { limit: shownClients }),
    shownOwners(server, owners),
  ])
  const page = ApiPage({
    frame,
    href: apiPath(resource.identifier),
    identifier: resource.identifier,
    name: resource.name,
    version,
    facts: `Registered ${minuteOf(createdAt)}, changed ${minuteOf(changedAt)}.`,
    notice: Object.hasOwn(notices, done) ? notices[done] : undefined,
    values: values ?? valuesOfApi(resource),
    problems,
    restFields: apiRestFields,
    clients: items.map(({ client }) => ({
      name: client.client_name,
      id: client.client_id,
      href: clientPath(client.client_id),
    })),
    moreClients: next !== undefined,
    owners: people,
    ...(nobody !== undefined && { ownerProblem: 'Nobody here signs in like that.', typedOwner: nobody }),
  })
  return show(visit, page, problems.length > 0 || nobody !== undefined ? 400 : 200)
}
