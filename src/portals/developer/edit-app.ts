/** Changing an application. */
import { EditAppPage } from '../../pages/developer/app-form.tsx'
import type { Problem } from '../../pages/fields.tsx'
import { type ClientDetails, updateClient } from '../../registry/clients.ts'
import { RegistryError } from '../../registry/errors.ts'
import { showOnce } from '../once.ts'
import { changeBy } from '../person.ts'
import { goTo, show, type Visit } from '../portal.ts'
import { wayChoices } from '../sign-in-ways.ts'
import { grantChoices, problemsOf, readChange, type Values, valuesOf } from './app-form.ts'
import { headOf } from './app-head.ts'
import { apiChoices, scopeChoices } from './choices.ts'
import { type LinkableApi, linkableApis } from './links.ts'
import { appPath } from './own.ts'

export async function showEditApp(visit: Visit, app: ClientDetails): Promise<Response> {
  const apis = await apisFor(visit, app)
  return form(visit, app, apis, { values: valuesOf(app.client, apis), version: app.version, problems: [] })
}

export async function submitEditApp(visit: Visit, app: ClientDetails): Promise<Response> {
  const { c, server, person } = visit
  const values = visit.form.toRecord()
  const apis = await apisFor(visit, app)
  const { input, problems } = readChange(values, apis, app.client)
  const id = app.client.client_id
  const again = (found: Problem[]) =>
    form(visit, app, apis, { values, version: app.version, problems: found })
  if (problems.length > 0) return again(problems)
  try {
    const ifVersion = Number(values.version)
    const { clientSecret } = await updateClient(server, changeBy(c, person), id, input, { ifVersion })
    if (clientSecret !== undefined) await showOnce(c, person, { of: id, secret: clientSecret })
    return goTo(visit, `${appPath(id)}?done=saved`)
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error
    if (error.fault.kind === 'invalid') return again(problemsOf(error.fault.fields))
    if (error.fault.kind !== 'version_mismatch') return again([{ message: error.message }])
    const message =
      'Somebody else has changed it since you opened this form. What you typed is below: save again to have it so.'
    return again([{ message }])
  }
}

const apisFor = ({ c, server, person }: Visit, { client }: ClientDetails) =>
  linkableApis(server, person.subject.sub, client, c.get('now'))

function form(
  visit: Visit,
  app: ClientDetails,
  apis: readonly LinkableApi[],
  { values, version, problems }: { values: Values; version: number; problems: Problem[] },
): Response {
  const page = EditAppPage({
    frame: visit.frame,
    app: headOf(visit.server, app.client),
    version,
    values,
    problems,
    standardScopes: scopeChoices,
    apis: apiChoices(apis, app.client),
    ways: wayChoices(visit.server, app.client),
    grants: Object.entries(grantChoices).map(([grant, label]) => ({ value: `grant:${grant}`, label })),
  })
  return show(visit, page, problems.length > 0 ? 400 : 200)
}
