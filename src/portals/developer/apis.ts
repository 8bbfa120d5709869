/** The APIs that somebody owns. */
import { ApisPage } from '../../pages/developer/apis.tsx'
import { listResources } from '../../registry/resources.ts'
import { show, type Visit } from '../portal.ts'
import { apiPath } from './own.ts'

const pageSize = 50

export async function showApis(visit: Visit): Promise<Response> {
  const { c, server, person, frame } = visit
  const cursor = c.req.query('after')
  const { items, next } = await listResources(server, { owner: person.subject.sub, limit: pageSize, cursor })
  const apis = items.map(({ resource }) => ({
    href: apiPath(resource.identifier),
    name: resource.name,
    identifier: resource.identifier,
    scopes: Object.keys(resource.scopes).length,
    isOpen: resource.open_to_developers,
  }))
  const more = next === undefined ? undefined : `/developer/apis?after=${encodeURIComponent(next)}`
  return show(visit, ApisPage({ frame, apis, next: more }))
}
