/** What the rooms of the console share: whose changes count as an operator's, and what is asked before the gravest. */

import { base64url } from 'jose'
import { readQuery } from '../../http/form.ts'
import type { Problem } from '../../pages/fields.tsx'
import { isOwnIdentifier, managementScopeNames } from '../../protocol/management.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import type { Change } from '../../registry/change.ts'
import { RegistryError } from '../../registry/errors.ts'
import { isoTime } from '../../runtime.ts'
import { changeBy } from '../person.ts'
import { type LatePortalHandler, message, missing, type PortalHandler, type Visit } from '../portal.ts'
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

/** Around every room: what the registry refuses, and no form shows, is a page. */
export const desk =
  (load: LatePortalHandler): LatePortalHandler =>
  async () => {
    const handler: PortalHandler = await load()
    return async (visit) => {
      try {
        return await handler(visit)
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error
        if (error.fault.kind === 'not_found') return missing(visit)
        return message(visit, 409, 'That did not work', `${error.message}.`)
      }
    }
  }

/** What was sent, for a form that comes back. */
export const typedIn = (form: Parameters): Record<string, string> => {
  const { token: _, action: __, version: ___, ...typed } = form.toRecord()
  return typed
}

/**
 * What the registry refuses, at the fields of a form; anything that is not about what was typed is thrown on.
 * @param fields the registry's path to the field of the form and its label
 */
export function problemsOf(
  error: unknown,
  fields: Readonly<Record<string, readonly [field: string, label: string]>>,
): Problem[] {
  if (!(error instanceof RegistryError)) throw error
  const { fault } = error
  const at = (path: string, message: string): Problem => {
    const [field, label] = fields[path] ?? fields[path.split('.')[0] ?? ''] ?? []
    if (field === undefined) return { message: path === '' ? `${message}.` : `${path}: ${message}.` }
    return { field, message: `${label}: ${message}.` }
  }
  switch (fault.kind) {
    case 'invalid':
      return fault.fields.map(({ path, message }) => at(path, message))
    case 'conflict':
      return [fault.path === undefined ? { message: `${fault.message}.` } : at(fault.path, fault.message)]
    case 'version_mismatch':
      return [
        {
          message:
            'Somebody else changed this meanwhile. What you typed is below; open the page anew to see what they did, or send it once more to put yours over it.',
        },
      ]
    default:
      throw error
  }
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
/** An identifier is a URI, with slashes: in a path it goes encoded. */
export const apiPath = (identifier: string): `/${string}` => `/admin/apis/${base64url.encode(identifier)}`
/** None where the API is this server's own: its record is in the code. */
export const apiHref = ({ config }: Visit['server'], identifier: string): string | undefined =>
  isOwnIdentifier(config.issuer, identifier) ? undefined : apiPath(identifier)
export const personPath = (sub: string): `/${string}` => `/admin/people/${encodeURIComponent(sub)}`
