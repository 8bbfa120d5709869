/** The authorization endpoint: RFC 6749 §3.1, OpenID Connect Core §3.1.2. GET and POST. */
import type { RequestContext } from '../http/context.ts'
import { readForm, readQuery, sent } from '../http/form.ts'
import type { Interaction } from '../interaction/interaction.ts'
import { proceed } from '../interaction/proceed.ts'
import { readDestination, readRequest } from '../interaction/request.ts'
import { respondWithError } from '../interaction/response.ts'
import { OAuthError } from '../protocol/errors.ts'
import { Parameters } from '../protocol/parameters.ts'
import { randomToken, seconds } from '../runtime.ts'
import { serverOf } from '../tokens/server.ts'

/** The parameter that carries a posted request over to a GET. */
const carried = 'posted'
const carriedFor = 300

export async function authorization(c: RequestContext): Promise<Response> {
  const received = c.req.method === 'POST' ? await readForm(c.req.raw) : readQuery(c.req.raw)
  const parameters = sent(c, c.req.method === 'POST' ? received : await uncarried(c, received))
  if (parameters.repeated.length > 0) return refuseRepeated(c, parameters)
  const interaction: Interaction = { id: randomToken(6), parameters: parameters.toRecord(), progress: {} }
  return c.req.method === 'POST' ? carryOver(c, interaction) : proceed(c, interaction)
}

/** A post from another site comes without Lax cookies: the browser fetches the same request once more, with them. */
async function carryOver(c: RequestContext, { parameters }: Interaction): Promise<Response> {
  const { sealer } = serverOf(c)
  const now = c.get('now')
  const destination = await readDestination(serverOf(c), Parameters.from(parameters), now)
  c.get('log').client = destination.client.client_name
  try {
    await readRequest(serverOf(c), destination, Parameters.from(parameters), now)
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    return respondWithError(c, destination, error)
  }
  const sealed = await sealer.seal('request', parameters, { now, expiresAt: seconds(now) + carriedFor })
  c.header('Cache-Control', 'no-store')
  return c.redirect(`/oauth2/authorize?${carried}=${sealed}`, 303)
}

async function uncarried(c: RequestContext, parameters: Parameters): Promise<Parameters> {
  const sealed = parameters.get(carried)
  if (sealed === undefined) return parameters
  const opened = await serverOf(c).sealer.open<Record<string, string>>('request', sealed, c.get('now'))
  if (!opened || opened.expired) {
    throw new OAuthError('invalid_request', {
      description: 'This request has waited too long; start again at the application',
    })
  }
  return Parameters.from(opened.payload)
}

/** RFC 6749 §3.1: told to the client where that can be trusted, else on a page. */
async function refuseRepeated(c: RequestContext, parameters: Parameters): Promise<Response> {
  const destination = await readDestination(serverOf(c), parameters, c.get('now'))
  try {
    parameters.assertSingle()
    throw new Error('nothing was repeated')
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    return respondWithError(c, destination, error)
  }
}
