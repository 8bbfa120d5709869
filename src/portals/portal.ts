/**
 * What all portals share: a page is shown, and a form taken, only after it is known who is there and whether they may
 * come in, and a form only after it is proven to be ours. It is done here, around every route of a portal's table, so
 * that no page can forget it.
 */
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { RequestContext } from '../http/context.ts'
import { pageHeaders } from '../http/headers.ts'
import { noteError } from '../http/json-error.ts'
import type { Place, PortalFrame } from '../pages/portal.tsx'
import { PortalMessagePage } from '../pages/portal-message.tsx'
import { english, type MessageKey } from '../pages/text.ts'
import { errorEntry, OAuthError } from '../protocol/errors.ts'
import { operatorRole } from '../protocol/management.ts'
import { Parameters } from '../protocol/parameters.ts'
import { type Portal, portals } from '../protocol/portal-path.ts'
import { RegistryError } from '../registry/errors.ts'
import { textOf } from '../tokens/language.ts'
import { noteRefusedPerson } from '../tokens/note.ts'
import { type Server, serverOf } from '../tokens/server.ts'
import { showEnglishPage, showPage } from '../tokens/show-page.ts'
import {
  actorOf,
  formToken,
  hasRole,
  isOperator,
  type Person,
  pathOf,
  personAt,
  readPersonForm,
  visitPortal,
} from './person.ts'

/** A request to a portal by somebody who may be there. */
export interface Visit {
  readonly c: RequestContext
  readonly server: Server
  readonly person: Person
  readonly frame: PortalFrame
  /** What was posted, proven to come from a page of ours in this session; empty on a GET. */
  readonly form: Parameters
}

export type PortalHandler = (visit: Visit) => Response | Promise<Response>
/** A portal's modules are evaluated when somebody first comes for them. */
export type LatePortalHandler = () => Promise<PortalHandler>

export interface PortalDefinition {
  readonly portal: Portal
  /** Where the portal is in the person's language, its places have a message for a name. */
  readonly places: readonly (Place & { say?: MessageKey })[]
  /** Why this person may not come in; undefined where they may. Read anew at every request. */
  refusal(server: Server, person: Person): string | undefined
}

type Methods<Handler> = Readonly<Partial<Record<'GET' | 'POST', Handler>>>

export interface PortalRoute {
  readonly path: string
  readonly methods: Methods<(c: RequestContext) => Promise<Response>>
}

export const portalRoutes = (
  definition: PortalDefinition,
  table: Readonly<Record<string, Methods<LatePortalHandler>>>,
): PortalRoute[] =>
  Object.entries(table).map(([path, { GET, POST }]) => ({
    path,
    methods: {
      ...(GET && { GET: (c: RequestContext) => enter(c, definition, GET) }),
      // Who must sign in first comes back to a page: what they posted is gone, and no form of theirs was shown here.
      ...(POST && {
        POST: (c: RequestContext) => enter(c, definition, POST, GET ? undefined : definition.portal),
      }),
    },
  }))

async function enter(
  c: RequestContext,
  definition: PortalDefinition,
  load: LatePortalHandler,
  comeBackTo?: string,
): Promise<Response> {
  const person = await personAt(c, comeBackTo)
  if (person instanceof Response) return person
  const server = serverOf(c)
  // Whoever looks after the server proves themself twice (`neededAcr` asks the same of them).
  // At their own account, too: it is the way to the console.
  if (definition.portal !== '/developer' && isOperator(person) && !hasRole(person, operatorRole))
    return visitPortal(c, comeBackTo ?? pathOf(c), { session: person.session.id }, undefined, '2')
  const frame = await frameOf(c, definition, person, comeBackTo ?? c.req.path)
  const visit = { c, server, person, frame, form: Parameters.from({}) }
  const refusal = definition.refusal(server, person)
  if (refusal !== undefined)
    return message({ ...visit, frame: { ...frame, places: [] } }, 403, frame.t('portal.not_open'), refusal)
  try {
    const form = c.req.method === 'POST' ? await readPersonForm(c, person) : visit.form
    return await (await load())({ ...visit, form })
  } catch (error) {
    if (error instanceof RegistryError) return refused(visit, error)
    if (!(error instanceof OAuthError) || errorEntry(error.code).status >= 500) throw error
    noteError(c, error)
    const why = frame.t === english ? error.description : frame.t('portal.form_refused')
    return message(visit, 400, frame.t('error.failed'), why)
  }
}

const statuses = { invalid: 400, forbidden: 403, conflict: 409, version_mismatch: 409 } as const

/** What the registry refuses, and no form shows at its fields. */
function refused(visit: Visit, { fault, message: why }: RegistryError): Response {
  return fault.kind === 'not_found'
    ? missing(visit)
    : message(visit, statuses[fault.kind], visit.frame.t('error.failed'), why)
}

async function frameOf(
  c: RequestContext,
  { portal, places }: PortalDefinition,
  person: Person,
  path: string,
): Promise<PortalFrame> {
  const { claims, user_id: login } = person.subject
  const t = portal === '/account' ? textOf(c) : english
  return {
    server: serverOf(c).settings.server_name,
    t,
    portal: { name: portal === '/account' ? t('account.name') : portals[portal], href: portal },
    places: places.map(({ name, href, say }) => ({ name: say ? t(say) : name, href })),
    person: { name: claims.name ?? login, login },
    token: await formToken(c, person),
    path,
  }
}

/** A page of the portal. */
export function show(
  { c, frame }: Pick<Visit, 'c' | 'frame'>,
  page: { toString(): string },
  status: ContentfulStatusCode = 200,
): Response {
  pageHeaders(c)
  return frame.portal.href === '/account' ? showPage(c, page, status) : showEnglishPage(c, page, status)
}

/** Where the form led: to a page, so that a reload sends nothing twice. */
export function goTo({ c }: Pick<Visit, 'c'>, path: `/${string}`): Response {
  c.header('Cache-Control', 'no-store')
  return c.redirect(path, 303)
}

/**
 * The same for what is not there and for what is not theirs: nobody learns which.
 * @param of the client that is somebody else's, for the audit trail
 */
export const missing = (visit: Visit, of?: string): Response =>
  message(visit, 404, visit.frame.t('error.missing'), visit.frame.t('portal.missing_what'), of)

/** What a person is refused, the audit trail hears of; what they mistyped it does not. */
const told: Readonly<Partial<Record<number, string>>> = {
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
}

export function message(
  visit: Visit,
  status: ContentfulStatusCode,
  title: string,
  what: string,
  clientId?: string,
): Response {
  const { c, frame, person } = visit
  c.get('log').description = what
  const why = told[status]
  if (why !== undefined) noteRefusedPerson(c, actorOf(person), { why, description: what, clientId })
  return show(visit, PortalMessagePage({ frame, title, what, requestId: c.get('requestId') }), status)
}
