/** Registering an application. */
import { NewAppPage } from '../../pages/developer/app-form.tsx'
import type { Problem } from '../../pages/fields.tsx'
import { createClient, listClients } from '../../registry/clients.ts'
import { RegistryError } from '../../registry/errors.ts'
import { mostOwned } from '../../registry/owners.ts'
import { showOnce } from '../once.ts'
import { changeBy } from '../person.ts'
import { goTo, show, type Visit } from '../portal.ts'
import { wayChoices } from '../sign-in-ways.ts'
import { blank, grantChoices, problemsOf, readNew, type Values } from './app-form.ts'
import { apiChoices, scopeChoices } from './choices.ts'
import { kindNames, kinds } from './kinds.ts'
import { linkableApis } from './links.ts'
import { appPath } from './own.ts'

export const showNewApp = (visit: Visit): Promise<Response> => form(visit, blank, [])

export async function submitNewApp(visit: Visit): Promise<Response> {
  const { c, server, person } = visit
  const values = visit.form.toRecord()
  const owner = person.subject.sub
  const apis = await linkableApis(server, owner, undefined, c.get('now'))
  const { input, problems } = readNew(values, apis)
  if (problems.length > 0) return form(visit, values, problems)
  const { items } = await listClients(server, { owner, limit: mostOwned })
  if (items.length >= mostOwned) {
    const message = `You own ${mostOwned} applications already. Delete one that is no longer used, or ask whoever runs this server.`
    return form(visit, values, [{ message }])
  }
  try {
    const { client, clientSecret } = await createClient(server, changeBy(c, person), input, {
      owners: [owner],
    })
    const path = appPath(client.client_id)
    if (clientSecret !== undefined) await showOnce(c, person, { of: client.client_id, secret: clientSecret })
    return goTo(visit, `${path}?done=registered`)
  } catch (error) {
    if (!(error instanceof RegistryError) || error.fault.kind !== 'invalid') throw error
    return form(visit, values, problemsOf(error.fault.fields))
  }
}

async function form(visit: Visit, values: Values, problems: Problem[]): Promise<Response> {
  const { c, server, person, frame } = visit
  const apis = await linkableApis(server, person.subject.sub, undefined, c.get('now'))
  const page = NewAppPage({
    frame,
    values,
    problems,
    kinds: kindNames.map((value) => ({ value, label: kinds[value].name, hint: kinds[value].meaning })),
    standardScopes: scopeChoices,
    apis: apiChoices(apis, undefined),
    ways: wayChoices(server),
    grants: Object.entries(grantChoices)
      .filter(([grant]) => grant !== 'refresh_token' && grant !== 'authorization_code')
      .map(([grant, label]) => ({ value: `also:${grant}`, label })),
  })
  return show(visit, page, problems.length > 0 ? 400 : 200)
}
