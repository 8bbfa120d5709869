/** Clients: found, registered, changed. */
import { ClientFormPage } from '../../pages/admin/client-form.tsx'
import { ListPage } from '../../pages/admin/list.tsx'
import type { Problem } from '../../pages/fields.tsx'
import {
  type ClientDetails,
  createClient,
  getClient,
  listClients,
  updateClient,
} from '../../registry/clients.ts'
import { RegistryError } from '../../registry/errors.ts'
import {
  problemsOf as atFields,
  blank,
  grantChoices,
  kindNameOf,
  type Values,
} from '../developer/app-form.ts'
import { apiChoices, scopeChoices } from '../developer/choices.ts'
import { kindNames, kinds } from '../developer/kinds.ts'
import type { LinkableApi } from '../developer/links.ts'
import { showOnce } from '../once.ts'
import { goTo, missing, show, type Visit } from '../portal.ts'
import { problemsOf } from '../refusals.ts'
import { wayChoices } from '../sign-in-ways.ts'
import {
  allApis,
  manages,
  readClientChange,
  readNewClient,
  restFields,
  valuesOfClient,
} from './client-form.ts'
import { askAgain, changeOfOperator, clientPath, listRequest, typedIn, versionOf } from './desk.ts'
import { clientTabs } from './registration.ts'

export async function showClients(visit: Visit): Promise<Response> {
  const asked = listRequest(visit)
  const status = asked.choice('status', ['active', 'disabled'] as const)
  const { search, cursor, limit } = asked
  const { items, next } = await listClients(visit.server, { search, status, cursor, limit })
  const page = ListPage({
    frame: visit.frame,
    place: '/admin/clients',
    title: 'Clients',
    lead: 'Applications and machines that get tokens here.',
    tabs: clientTabs('clients'),
    add: { name: 'Register a client', href: '/admin/clients/new' },
    notice: new URL(visit.c.req.url).searchParams.has('deleted') ? 'Deleted.' : undefined,
    search: { value: search, label: 'Name or ID begins with' },
    filters: [
      {
        name: 'status',
        label: 'Status',
        value: status ?? '',
        options: [
          { value: '', label: 'Any' },
          { value: 'active', label: 'Active' },
          { value: 'disabled', label: 'Disabled' },
        ],
      },
    ],
    records: items.map(({ client }) => ({
      href: clientPath(client.client_id),
      name: client.client_name,
      logo: client.logo_uri,
      detail: client.client_id,
      side: client.self_registered ? `${kindNameOf(client)}, registered itself` : kindNameOf(client),
      alert: client.status === 'disabled' ? 'Disabled' : undefined,
    })),
    next: asked.hrefOf(next),
    none: 'No client is registered yet.',
  })
  return show(visit, page)
}

export async function showNewClient(visit: Visit): Promise<Response> {
  const apis = await allApis(visit.server, undefined, visit.c.get('now'))
  return formPage(visit, apis, undefined, blank, [])
}

export async function submitNewClient(visit: Visit): Promise<Response> {
  const { c, server, person } = visit
  const values = typedIn(visit.form)
  const apis = await allApis(server, undefined, c.get('now'))
  const { input, problems } = readNewClient(values, apis)
  if (problems.length > 0) return formPage(visit, apis, undefined, values, problems)
  const again = manages(server, input) ? await askAgain(visit) : undefined
  if (again) return again
  try {
    const { client, clientSecret } = await createClient(server, changeOfOperator(visit), input)
    const id = client.client_id
    if (clientSecret !== undefined) await showOnce(c, person, { of: id, secret: clientSecret })
    return goTo(visit, `${clientPath(id)}?done=registered`)
  } catch (error) {
    return formPage(visit, apis, undefined, values, problemsFrom(error))
  }
}

export async function showEditClient(visit: Visit): Promise<Response> {
  const found = await clientOf(visit)
  if (!found) return missing(visit)
  const apis = await allApis(visit.server, found.client, visit.c.get('now'))
  return formPage(visit, apis, found, valuesOfClient(found.client, apis), [])
}

export async function submitEditClient(visit: Visit): Promise<Response> {
  const { c, server, person, form } = visit
  const found = await clientOf(visit)
  if (!found) return missing(visit)
  const values = typedIn(form)
  const { client } = found
  const id = client.client_id
  const apis = await allApis(server, client, c.get('now'))
  const { input, problems } = readClientChange(values, apis, client)
  if (problems.length > 0) return formPage(visit, apis, found, values, problems)
  const again = manages(server, client, input) ? await askAgain(visit) : undefined
  if (again) return again
  try {
    const { clientSecret } = await updateClient(server, changeOfOperator(visit), id, input, {
      ifVersion: versionOf(form),
    })
    if (clientSecret !== undefined) await showOnce(c, person, { of: id, secret: clientSecret })
    return goTo(visit, `${clientPath(id)}?done=saved`)
  } catch (error) {
    const fresh = (await clientOf(visit)) ?? found
    return formPage(visit, apis, fresh, values, problemsFrom(error))
  }
}

export async function clientOf({ c, server }: Visit): Promise<ClientDetails | undefined> {
  const id = c.req.param('client') ?? ''
  return id.length <= 200 ? getClient(server, id) : undefined
}

/** Fields of the form at their places, all others at that of the JSON. */
function problemsFrom(error: unknown): Problem[] {
  if (!(error instanceof RegistryError) || error.fault.kind !== 'invalid') return problemsOf(error, {})
  const isRest = (path: string) => restFields.some((name) => name === path.split('.')[0])
  return error.fault.fields.flatMap((fault) =>
    isRest(fault.path)
      ? [{ field: 'rest', message: `${fault.path}: ${fault.message}.` }]
      : atFields([fault]).map((each) => ({ ...each, message: `${each.message}.` })),
  )
}

function formPage(
  visit: Visit,
  apis: readonly LinkableApi[],
  found: ClientDetails | undefined,
  values: Values,
  problems: Problem[],
): Response {
  const grants = Object.entries(grantChoices)
  const page = ClientFormPage({
    frame: visit.frame,
    client: found && {
      name: found.client.client_name,
      href: clientPath(found.client.client_id),
      version: found.version,
    },
    values,
    problems,
    restFields,
    standardScopes: scopeChoices,
    ways: wayChoices(visit.server, found?.client),
    apis: apiChoices(apis, found?.client),
    ...(found
      ? { grants: grants.map(([grant, label]) => ({ value: `grant:${grant}`, label })) }
      : {
          kinds: kindNames.map((value) => ({ value, label: kinds[value].name, hint: kinds[value].meaning })),
          grants: grants
            .filter(([grant]) => grant !== 'refresh_token' && grant !== 'authorization_code')
            .map(([grant, label]) => ({ value: `also:${grant}`, label })),
        }),
  })
  return show(visit, page, problems.length > 0 ? 400 : 200)
}
