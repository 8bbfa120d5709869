/** What all pages of a sign-in share: reading the request they carry, and saying so where it cannot go on. */
import type { RequestContext } from '../http/context.ts'
import { readForm, readQuery } from '../http/form.ts'
import { pageHeaders } from '../http/headers.ts'
import { CodeElsewherePage } from '../pages/email-code.tsx'
import { InterruptedPage } from '../pages/interrupted.tsx'
import type { Client } from '../protocol/client-metadata.ts'
import { OAuthError } from '../protocol/errors.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { readUserCode, showUserCode } from '../protocol/user-code.ts'
import { clientOfToken } from '../tokens/clients.ts'
import { textOf } from '../tokens/language.ts'
import { serverOf } from '../tokens/server.ts'
import { showPage } from '../tokens/show-page.ts'
import { applicationOf } from './application.ts'
import { isFinished, noteFinished } from './finished.ts'
import { type Interaction, type ReadInteraction, readInteraction, type Step } from './interaction.ts'
import { portalVisited } from './portal-request.ts'
import { type At, type Page, proceed } from './proceed.ts'
import { kindOf } from './request-kind.ts'

/** GET of a page: after a reload, a step back or a bookmark it goes on where the request stands now. */
export async function resume(
  c: RequestContext,
  step: Step,
  page: Page,
  { anyway = false }: Pick<At, 'anyway'> = {},
): Promise<Response> {
  const sealed = readQuery(c.req.raw).get('request')
  if (sealed === undefined) return interrupted(c, { kind: 'not_begun' })
  const read = await readInteraction(c, step, sealed)
  if (read.kind !== 'live') return interrupted(c, read)
  const { id, parameters, portal } = read.interaction
  if (isFinished(c, id)) return interrupted(c, { kind: 'finished', parameters, ...(portal && { portal }) })
  return proceed(c, read.interaction, { step, page, anyway })
}

/** POST of a page's form. The sealed request is bound to the browser and the page, so no other site can make one. */
export async function readPost(
  c: RequestContext,
  step: Step,
): Promise<{ form: Parameters; interaction: Interaction } | Response> {
  refuseForeignOrigin(c)
  const form = (await readForm(c.req.raw)).assertSingle()
  const read = await readInteraction(c, step, form.get('request'))
  return read.kind === 'live' ? { form, interaction: read.interaction } : interrupted(c, read)
}

/** The person goes back to the application without an answer (RFC 6749 §4.1.2.1). */
export async function cancel(c: RequestContext, interaction: Interaction): Promise<Response> {
  const kind = kindOf(interaction)
  const destination = await kind.destination(c, interaction)
  c.get('log').client = destination.client.client_name
  noteFinished(c, interaction.id)
  return kind.refuse(c, destination, new OAuthError('access_denied', { description: 'The person said no' }))
}

/** A second lock beside the sealed request: our forms are posted from our own pages. */
export function refuseForeignOrigin(c: RequestContext): void {
  const site = c.req.header('sec-fetch-site')
  const origin = c.req.header('origin')
  const ours =
    site === undefined ? origin === undefined || origin === serverOf(c).config.issuer : site === 'same-origin'
  if (!ours) throw new OAuthError('invalid_request', { description: 'This form was sent from another site' })
}

/** From a method's own page to the one that shows them all; from a second step to the first. */
export function back(interaction: Interaction): Interaction {
  const { doing, proven, login: _, ...rest } = interaction.progress
  return { ...interaction, progress: doing?.step === 'second' && proven ? { ...rest, proven } : rest }
}

export async function interrupted(
  c: RequestContext,
  read:
    | Exclude<ReadInteraction, { kind: 'live' }>
    | { kind: 'not_begun'; parameters?: undefined; portal?: undefined },
): Promise<Response> {
  c.get('log').what = `interrupted_${read.kind}`
  const code = c.req.method === 'GET' ? readUserCode(readQuery(c.req.raw).get('code') ?? '') : undefined
  if (code !== undefined && (read.kind === 'other_browser' || read.kind === 'no_cookie'))
    return elsewhere(c, code)
  const { issuer } = serverOf(c).config
  const own = read.portal === undefined ? undefined : portalVisited(read.portal)
  const clientId = read.parameters?.client_id
  const client =
    own?.client ??
    (clientId === undefined ? undefined : await clientOfToken(serverOf(c), clientId, c.get('now')))
  pageHeaders(c)
  const view = InterruptedPage({
    t: textOf(c),
    reason: read.kind,
    application: client && applicationOf(c, client),
    startAgain: own ? issuer + own.path : client && startOf(client, issuer),
    requestId: c.get('requestId'),
  })
  return showPage(c, view, 400)
}

/** The link of a mail: it signs nobody in but where it was asked for. */
function elsewhere(c: RequestContext, code: string): Response {
  const t = textOf(c)
  pageHeaders(c)
  return showPage(c, CodeElsewherePage({ t, code: showUserCode(code) }), 200, t)
}

/** Where an application begins its sign-in; that the old request went on elsewhere would end in its state check. */
function startOf(client: Client, issuer: string): string | undefined {
  if (client.initiate_login_uri !== undefined && !client.self_registered) {
    const url = new URL(client.initiate_login_uri)
    url.searchParams.set('iss', issuer) // OIDC Core §4
    return url.href
  }
  // Of what a stranger says, only where it would have been sent to in any case.
  return (
    (client.self_registered ? undefined : client.client_uri) ??
    client.redirect_uris.filter((uri) => /^https?:/.test(uri)).map((uri) => new URL(uri).origin)[0]
  )
}
