/** Walks the code flow of an application with its owner, request by request, and shows the tokens at the end. */

import { grantTypes } from '../../grant-types/index.ts'
import { causeOf } from '../../http/origin.ts'
import {
  beginTryIt,
  canTryCode,
  canTryItself,
  readTryIt,
  type TryIt,
  tryItUri,
} from '../../interaction/try-it.ts'
import { TryPage, TryResultPage, TryReturnPage } from '../../pages/developer/try-it.tsx'
import type { Client } from '../../protocol/client-metadata.ts'
import { errorEntry, OAuthError } from '../../protocol/errors.ts'
import { Parameters } from '../../protocol/parameters.ts'
import { sha256 } from '../../protocol/sha256.ts'
import { type ClientDetails, getClient } from '../../registry/clients.ts'
import { randomToken } from '../../runtime.ts'
import { placeOf } from '../../sign-in/session.ts'
import { noteToken } from '../../tokens/note.ts'
import { actorOf } from '../person.ts'
import { message, missing, show, type Visit } from '../portal.ts'
import { headOf } from './app-head.ts'
import { owns } from './own.ts'
import { authorizeAddress, redeemByCurl, tokenForItselfByCurl } from './snippet-requests.ts'
import { describedToken } from './token-shown.ts'

export function showTry(visit: Visit, { client }: ClientDetails): Response {
  return show(
    visit,
    TryPage({
      frame: visit.frame,
      app: headOf(visit.server, client),
      byCode: canTryCode(visit.server, client),
      byItself: canTryItself(visit.server, client),
      scopes: tryable(client),
    }),
  )
}

/** Without refresh tokens: nobody would keep them. */
const tryable = ({ scope }: Client) => scope.filter((each) => each !== 'offline_access')

/** Sends the owner's browser on its way, as the application would. */
export async function beginTry(visit: Visit, { client }: ClientDetails): Promise<Response> {
  const { c, person, form } = visit
  if (!canTryCode(visit.server, client)) return missing(visit)
  const run: TryIt = {
    clientId: client.client_id,
    sub: person.subject.sub,
    verifier: randomToken(),
    scope: tryable(client).filter((scope) => form.get(`scope:${scope}`) === 'on'),
    prompt: form.get('as') === 'other' ? 'consent select_account' : 'consent',
  }
  c.header('Cache-Control', 'no-store')
  return c.redirect(await requestOf(visit, run, await beginTryIt(c, run)), 303)
}

async function requestOf({ c, server }: Visit, run: TryIt, state: string): Promise<string> {
  const { scope, clientId, prompt } = run
  const app = { issuer: server.config.issuer, clientId, scope }
  const code_challenge = await sha256(run.verifier)
  return authorizeAddress(app, tryItUri(c), { state, prompt, code_challenge, code_challenge_method: 'S256' })
}

/** Where the answer comes back to. Nothing is done with the code before the owner presses the button. */
export async function showTryReturn(visit: Visit): Promise<Response> {
  const { c, server, frame } = visit
  const state = c.req.query('state')
  const found = await runOf(visit, state)
  if (!found || state === undefined) return unknownRun(visit)
  const { run, app } = found
  const error = c.req.query('error')
  const code = c.req.query('code')
  return show(
    visit,
    TryReturnPage({
      frame,
      app: headOf(server, app.client),
      request: await requestOf(visit, run, state),
      answer: `${tryItUri(c)}${new URL(c.req.url).search}`,
      exchange: redeemByCurl(snippetApp(visit, app.client, run), tryItUri(c), {
        code: 'CODE',
        verifier: run.verifier,
      }),
      issuer: { sent: c.req.query('iss') ?? '', right: server.config.issuer },
      refused:
        error === undefined
          ? undefined
          : { code: error, description: c.req.query('error_description') ?? '' },
      hidden: { code: code ?? '', state },
    }),
  )
}

const snippetApp = ({ server }: Visit, client: Client, { scope }: Pick<TryIt, 'scope'>) => ({
  issuer: server.config.issuer,
  clientId: client.client_id,
  secret: client.token_endpoint_auth_method === 'none' ? ('none' as const) : ('unknown' as const),
  scope,
})

/** The token request, made here: the owner need not tell their secret for it. */
export async function finishTry(visit: Visit, app: ClientDetails): Promise<Response> {
  const { c, form } = visit
  const found = await runOf(visit, form.get('state'))
  if (found?.run.clientId !== app.client.client_id) return unknownRun(visit)
  if (!canTryCode(visit.server, app.client)) return missing(visit, app.client.client_id)
  const { run } = found
  const parameters = {
    code: form.get('code') ?? '',
    redirect_uri: tryItUri(c),
    code_verifier: run.verifier,
  }
  const request = redeemByCurl(snippetApp(visit, app.client, run), tryItUri(c), {
    code: 'CODE',
    verifier: run.verifier,
  })
  return result(visit, app, { grantType: 'authorization_code', parameters, request })
}

export async function tryItself(visit: Visit, app: ClientDetails): Promise<Response> {
  if (!canTryItself(visit.server, app.client)) return missing(visit)
  // What it may ask for without a person: the scopes of its APIs.
  const scope = app.client.default_scope
  const request = tokenForItselfByCurl(snippetApp(visit, app.client, { scope }))
  return result(visit, app, { grantType: 'client_credentials', parameters: {}, request })
}

async function result(
  visit: Visit,
  { client }: ClientDetails,
  made: { grantType: string; parameters: Record<string, string>; request: string },
): Promise<Response> {
  const { c, server, frame, person } = visit
  const page = { frame, app: headOf(visit.server, client), request: made.request }
  const grantType = grantTypes.find(({ value }) => value === made.grantType)
  if (!grantType || client.status !== 'active') return missing(visit)
  const parameters = Parameters.from(made.parameters)
  const actor = actorOf(person)
  try {
    const answer = await grantType.exchange(
      {
        client,
        parameters,
        remoteAddress: c.req.header('cf-connecting-ip'),
        place: placeOf(c),
        cause: causeOf(c, { actor, clientName: client.client_name, grantType: made.grantType }),
        background: (work) => c.executionCtx.waitUntil(work),
        now: c.get('now'),
      },
      server,
    )
    noteToken(c, client, grantType.value, grantType.begins?.(parameters) ?? false, actor)
    const now = c.get('now')
    const tokens = [
      { title: 'The access token', token: describedToken(answer.access_token, now) },
      ...(answer.id_token === undefined
        ? []
        : [{ title: 'The ID token', token: describedToken(answer.id_token, now) }]),
    ]
    return show(
      visit,
      TryResultPage({ ...page, status: 200, answer: JSON.stringify(answer, null, 2), tokens }),
    )
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    const { status } = errorEntry(error.code)
    if (status >= 500) throw error
    const answer = JSON.stringify({ error: error.code, error_description: error.description }, null, 2)
    return show(visit, TryResultPage({ ...page, status, answer, tokens: [], refused: error.code }))
  }
}

/** The run, where this person began it here and still owns the application. */
async function runOf(
  visit: Visit,
  state: string | undefined,
): Promise<{ run: TryIt; app: ClientDetails } | undefined> {
  const run = await readTryIt(visit.c, state)
  if (run?.sub !== visit.person.subject.sub) return undefined
  const app = await getClient(visit.server, run.clientId)
  return app && owns(visit, app) ? { run, app } : undefined
}

const unknownRun = (visit: Visit): Response =>
  message(
    visit,
    400,
    'This run is over',
    'It was begun in another browser, by another account, or more than a quarter of an hour ago. Begin it again at the application.',
  )
