/** One API: how to check its tokens, who may ask for it, and why a token would be refused. */
import { ApiPage } from '../../pages/developer/api.tsx'
import { CheckTokenPage } from '../../pages/developer/check-token.tsx'
import { DeletePage } from '../../pages/developer/delete.tsx'
import { getClient } from '../../registry/clients.ts'
import {
  deleteResource,
  listLinkedClients,
  type ResourceDetails,
  unlinkClient,
} from '../../registry/resources.ts'
import { changeBy } from '../person.ts'
import { goTo, show, type Visit } from '../portal.ts'
import { checksFor } from './checks.ts'
import { isNamed } from './delete-app.ts'
import { apiPath } from './own.ts'
import { ownersOf } from './owners.ts'
import { verdictOn } from './verdict.ts'

const done: Readonly<Record<string, string>> = {
  registered: 'It is registered, and works everywhere at once.',
  saved: 'Saved. A change reaches every place within two minutes.',
  owners: 'The owners are changed.',
  joined: 'You own this API now.',
  unlinked: 'The application can no longer ask for it; within two minutes that holds everywhere.',
}
const linkedShown = 50

export async function showApi(visit: Visit, { resource, owners }: ResourceDetails): Promise<Response> {
  const { c, server, person, frame } = visit
  const { identifier } = resource
  const linked = await listLinkedClients(server, identifier, {
    limit: linkedShown,
    cursor: c.req.query('after'),
  })
  const page = ApiPage({
    frame,
    api: headOf(resource),
    issuer: server.config.issuer,
    notice: done[c.req.query('done') ?? ''],
    format: resource.token_format,
    alg: resource.access_token_signing_alg,
    isLight: resource.token_profile === 'light-oauth2',
    lifetime: resource.access_token_lifetime,
    isOpen: resource.open_to_developers,
    scopes: Object.entries(resource.scopes).map(([scope, sentence]) => ({ scope, sentence })),
    endpoints: Object.entries(resource.endpoints).map(([endpoint, scope]) => ({ endpoint, scope })),
    snippets: checksFor(server.config.issuer, resource),
    linked: linked.items.map(({ client }) => ({
      id: client.client_id,
      name: client.client_name,
      scope: client.scope.filter((scope) => Object.hasOwn(resource.scopes, scope)).join(' '),
    })),
    moreLinked:
      linked.next === undefined
        ? undefined
        : `${apiPath(identifier)}?after=${encodeURIComponent(linked.next)}#linked`,
    owners: await ownersOf(server, person, owners),
  })
  return show(visit, page)
}

const headOf = ({ name, identifier }: ResourceDetails['resource']) => ({
  name,
  identifier,
  href: apiPath(identifier),
})

/** The token comes in the body of a POST, is read in memory, and goes nowhere: not into a log, not into the trail. */
export async function checkToken(visit: Visit, { resource }: ResourceDetails): Promise<Response> {
  const { c, server, form, frame } = visit
  const token = (form.get('pasted') ?? '').trim().replace(/^Bearer +/i, '')
  const scope = form.get('scope')?.trim() ?? ''
  const page = { frame, api: headOf(resource), scopes: Object.keys(resource.scopes), token, scope }
  if (c.req.method !== 'POST') return show(visit, CheckTokenPage(page))
  if (token === '') return show(visit, CheckTokenPage({ ...page, problem: 'Paste a token.' }), 400)
  const verdict = await verdictOn(server, resource, { token, scope }, c.get('now'))
  return show(visit, CheckTokenPage({ ...page, verdict }))
}

export async function submitUnlink(visit: Visit, { resource }: ResourceDetails): Promise<Response> {
  const { c, server, person, form } = visit
  const { identifier } = resource
  const linked = await getClient(server, form.get('client') ?? '')
  // Of applications that do not ask for this API, its owners do not even hear whether they are there.
  if (linked?.client.resources.includes(identifier)) {
    await unlinkClient(server, changeBy(c, person), identifier, linked.client.client_id)
  }
  return goTo(visit, `${apiPath(identifier)}?done=unlinked`)
}

export const showDeleteApi = (visit: Visit, api: ResourceDetails): Response => deletePage(visit, api)

export async function submitDeleteApi(visit: Visit, api: ResourceDetails): Promise<Response> {
  const { c, server, person, form } = visit
  const { identifier, name } = api.resource
  if (!isNamed(form, name)) return deletePage(visit, api, 'This is not its name, letter by letter.')
  await deleteResource(server, changeBy(c, person), identifier)
  return goTo(visit, '/developer/apis')
}

function deletePage(visit: Visit, { resource }: ResourceDetails, problem?: string): Response {
  const view = DeletePage({
    frame: visit.frame,
    place: '/developer/apis',
    what: 'API',
    name: resource.name,
    href: apiPath(resource.identifier),
    consequence:
      'No application gets tokens for it any more, and whoever registers the identifier next begins with none. Tokens that are out stay good until they expire.',
    problem,
  })
  return show(visit, view, problem === undefined ? 200 : 400)
}
