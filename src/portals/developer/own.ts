/** What a developer may touch: the applications and APIs that they own. Of all others it is not even said that they are. */
import { type ClientDetails, getClient } from '../../registry/clients.ts'
import { getResource, type ResourceDetails } from '../../registry/resources.ts'
import { decodeIdentifier, encodeIdentifier } from '../api-path.ts'
import { missing, type PortalHandler, type Visit } from '../portal.ts'

type AppHandler = (visit: Visit, app: ClientDetails) => Response | Promise<Response>
type ApiHandler = (visit: Visit, api: ResourceDetails) => Response | Promise<Response>

/** Around every page of one application. */
export const ofApp = (load: () => Promise<AppHandler>) => async (): Promise<PortalHandler> => {
  const handler = await load()
  return async (visit) => {
    const id = visit.c.req.param('app') ?? ''
    const app = id.length <= 200 ? await getClient(visit.server, id) : undefined
    return app && owns(visit, app) ? handler(visit, app) : missing(visit, app?.client.client_id)
  }
}

/** Around every page of one API. */
export const ofApi = (load: () => Promise<ApiHandler>) => async (): Promise<PortalHandler> => {
  const handler = await load()
  return async (visit) => {
    const identifier = decodeIdentifier(visit.c.req.param('api'))
    const api = identifier === undefined ? undefined : await getResource(visit.server, identifier)
    return api && owns(visit, api) ? handler(visit, api) : missing(visit)
  }
}

export const owns = ({ person }: Pick<Visit, 'person'>, { owners }: { owners: readonly string[] }): boolean =>
  owners.includes(person.subject.sub)

export const appPath = (id: string, page = ''): `/${string}` =>
  `/developer/apps/${encodeURIComponent(id)}${page}`

export const apiPath = (identifier: string, page = ''): `/${string}` =>
  `/developer/apis/${encodeIdentifier(identifier)}${page}`
