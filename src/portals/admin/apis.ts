/** APIs: found, and registered. */
import { NewApiPage } from '../../pages/admin/api.tsx'
import { ListPage } from '../../pages/admin/list.tsx'
import type { Problem } from '../../pages/fields.tsx'
import type { ProtectedResource, ProtectedResourceInput } from '../../protocol/protected-resource.ts'
import { createResource, listResources } from '../../registry/resources.ts'
import { goTo, show, type Visit } from '../portal.ts'
import { problemsOf } from '../refusals.ts'
import { apiFields, apiRestFields, blankApi, readApi } from './api-form.ts'
import { apiPath, changeOfOperator, listRequest, typedIn } from './desk.ts'

export async function showApis(visit: Visit): Promise<Response> {
  const asked = listRequest(visit)
  const { search, cursor, limit } = asked
  const { items, next } = await listResources(visit.server, { search, cursor, limit })
  const page = ListPage({
    frame: visit.frame,
    place: '/admin/apis',
    title: 'APIs',
    lead: 'What access tokens are for, with the scopes each understands. The management API of this server itself is not among them.',
    add: { name: 'Register an API', href: '/admin/apis/new' },
    notice: new URL(visit.c.req.url).searchParams.has('deleted') ? 'Deleted.' : undefined,
    search: { value: search, label: 'Name or identifier begins with' },
    filters: [],
    records: items.map(({ resource }) => ({
      href: apiPath(resource.identifier),
      name: resource.name,
      detail: resource.identifier,
      side: `${scopesOf(resource)}, ${resource.token_format}`,
    })),
    next: asked.hrefOf(next),
    none: 'No API is registered yet.',
  })
  return show(visit, page)
}

export const showNewApi = (visit: Visit): Response => newApiPage(visit, blankApi, [])

export async function submitNewApi(visit: Visit): Promise<Response> {
  const values = typedIn(visit.form)
  const { input, problems } = readApi(values)
  if (problems.length > 0) return newApiPage(visit, values, problems)
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null))
  const identifier = values.identifier?.trim() ?? ''
  try {
    const api = { ...given, identifier } as ProtectedResourceInput
    await createResource(visit.server, changeOfOperator(visit), api)
    return goTo(visit, `${apiPath(identifier)}?done=registered`)
  } catch (error) {
    return newApiPage(visit, values, problemsOf(error, apiFields))
  }
}

function newApiPage(visit: Visit, values: Readonly<Record<string, string>>, problems: Problem[]): Response {
  const page = NewApiPage({ frame: visit.frame, values, problems, restFields: apiRestFields })
  return show(visit, page, problems.length > 0 ? 400 : 200)
}

function scopesOf({ scopes }: ProtectedResource): string {
  const many = Object.keys(scopes).length
  return `${many} ${many === 1 ? 'scope' : 'scopes'}`
}
