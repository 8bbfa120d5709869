/** What the rooms of the console share: whose changes count as an operator's, and what is asked before the gravest. */

import { readQuery } from '../../http/form.ts'
import { isOwnIdentifier, managementScopeNames } from '../../protocol/management.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import type { Change } from '../../registry/change.ts'
import { isoTime } from '../../runtime.ts'
import { encodeIdentifier } from '../api-path.ts'
import { changeBy } from '../person.ts'
import type { LatePortalHandler, Visit } from '../portal.ts'
import { askAgain as askWhoIsNotRecent, type Recently } from '../recent.ts'

/** A change that this operator makes: there is nothing that they may not give. */
export const changeOfOperator = ({ c, person }: Visit): Change => ({
  ...changeBy(c, person),
  manages: managementScopeNames,
})

const fresh: Recently = { toOpen: 20 * 60, toSend: 60 * 60 }

export const askAgain = (visit: Visit): Promise<Response | undefined> => askWhoIsNotRecent(visit, fresh)

/** Around a page that is not even opened without a recent sign-in. */
export const grave =
  (load: LatePortalHandler): LatePortalHandler =>
  async () => {
    const handler = await load()
    return async (visit) => (await askAgain(visit)) ?? handler(visit)
  }

/** What was sent, for a form that comes back. */
export const typedIn = (form: Parameters): Record<string, string> => {
  const { token: _, action: __, version: ___, ...typed } = form.toRecord()
  return typed
}

/** The version that a form was made from; none where somebody took it out. */
export function versionOf(form: Parameters): number | undefined {
  const version = form.get('version')
  return version !== undefined && /^\d{1,15}$/.test(version) ? Number(version) : undefined
}

const shownAtOnce = 50

export interface ListRequest {
  readonly search: string
  readonly cursor: string | undefined
  readonly limit: number
  /** Any further parameter of the list, where it has one of the values that there are. */
  choice<T extends string>(name: string, values: readonly T[]): T | undefined
  /** The same list from a cursor on. */
  hrefOf(cursor: string | undefined): string | undefined
}

/** What a list is asked for in its address, so that it can be bookmarked. */
export function listRequest({ c }: Pick<Visit, 'c'>): ListRequest {
  const query = readQuery(c.req.raw).assertSingle()
  return {
    search: (query.get('q') ?? '').slice(0, 200),
    cursor: query.get('cursor'),
    limit: shownAtOnce,
    choice: (name, values) => values.find((value) => value === query.get(name)),
    hrefOf(cursor) {
      if (cursor === undefined) return undefined
      return `${c.req.path}?${new URLSearchParams({ ...query.toRecord(), cursor })}`
    },
  }
}

/** To the minute, in UTC: operators compare it with logs. */
export const minuteOf = (ms: number): string => `${isoTime(ms).slice(0, 16).replace('T', ' ')} UTC`

export const clientPath = (id: string): `/${string}` => `/admin/clients/${encodeURIComponent(id)}`
export const apiPath = (identifier: string): `/${string}` => `/admin/apis/${encodeIdentifier(identifier)}`
/** None where the API is this server's own: its record is in the code. */
export const apiHref = ({ config }: Visit['server'], identifier: string): string | undefined =>
  isOwnIdentifier(config.issuer, identifier) ? undefined : apiPath(identifier)
export const personPath = (sub: string): `/${string}` => `/admin/people/${encodeURIComponent(sub)}`
