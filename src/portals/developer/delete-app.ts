/** Deleting an application, once its name has been typed. */
import { DeletePage } from '../../pages/developer/delete.tsx'
import { plainName } from '../../pages/plain-name.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import { type ClientDetails, deleteClient } from '../../registry/clients.ts'
import { changeBy } from '../person.ts'
import { goTo, show, type Visit } from '../portal.ts'
import { appPath } from './own.ts'

/** As it is shown: what cannot be seen need not be typed. */
export const isNamed = (form: Parameters, name: string): boolean =>
  plainName(form.get('name') ?? '') === plainName(name)

export const showDeleteApp = (visit: Visit, app: ClientDetails): Response => page(visit, app)

export async function submitDeleteApp(visit: Visit, app: ClientDetails): Promise<Response> {
  const { c, server, person, form } = visit
  const { client_id: id, client_name: name } = app.client
  if (!isNamed(form, name)) return page(visit, app, 'This is not its name, letter by letter.')
  await deleteClient(server, changeBy(c, person), id)
  return goTo(visit, '/developer')
}

function page(visit: Visit, { client }: ClientDetails, problem?: string): Response {
  const view = DeletePage({
    frame: visit.frame,
    place: '/developer',
    what: 'application',
    name: client.client_name,
    href: appPath(client.client_id),
    consequence:
      'Nobody can sign in to it any more, its secrets are worth nothing, and what people allowed it is gone. Tokens that are out stay good until they expire. Within two minutes that holds everywhere.',
    problem,
  })
  return show(visit, view, problem === undefined ? 200 : 400)
}
