/** The logout endpoint: OpenID Connect RP-Initiated Logout §2. GET and POST. */
import type { RequestContext } from '../http/context.ts'
import { readForm, readQuery } from '../http/form.ts'
import { noStore } from '../http/headers.ts'
import { readLogoutRequest } from '../interaction/logout-request.ts'
import { signOut } from '../interaction/sign-out.ts'
import { Parameters } from '../protocol/parameters.ts'
import { seconds } from '../runtime.ts'
import { serverOf } from '../tokens/server.ts'

/** The parameter that carries a posted request over to a GET. */
const carried = 'posted'
const carriedFor = 300

export async function endSession(c: RequestContext): Promise<Response> {
  const parameters =
    c.req.method === 'POST' ? await readForm(c.req.raw) : await uncarried(c, readQuery(c.req.raw))
  const locales = parameters.get('ui_locales')
  if (locales !== undefined) c.set('uiLocales', locales)
  if (c.req.method !== 'POST') return signOut(c, parameters)

  // A post from another site comes without Lax cookies: the browser comes once more, with them.
  const { sealer } = serverOf(c)
  const now = c.get('now')
  await readLogoutRequest(serverOf(c), parameters, now)
  const expiresAt = seconds(now) + carriedFor
  const sealed = await sealer.seal('logout', parameters.toRecord(), { now, expiresAt })
  noStore(c)
  return c.redirect(`/oauth2/end_session?${carried}=${sealed}`, 303)
}

/** What does not open any more is a request that says nothing: the person is asked. */
async function uncarried(c: RequestContext, parameters: Parameters): Promise<Parameters> {
  const sealed = parameters.get(carried)
  if (sealed === undefined) return parameters
  const opened = await serverOf(c).sealer.open<Record<string, string>>('logout', sealed, c.get('now'))
  return Parameters.from(opened && !opened.expired ? opened.payload : {})
}
