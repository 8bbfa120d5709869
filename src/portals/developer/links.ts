/**
 * Which APIs an application may be given by those who own it: their own, and those whose owners opened them to every
 * developer. What an operator has given stays, and is not theirs to widen.
 */
import type { Problem } from '../../pages/fields.tsx'
import { isStandardScope } from '../../protocol/claims.ts'
import type { Client } from '../../protocol/client-metadata.ts'
import type { ProtectedResource } from '../../protocol/protected-resource.ts'
import { listResources } from '../../registry/resources.ts'
import type { Server } from '../../tokens/server.ts'
import { resourcesOf } from '../../tokens/target.ts'
import type { Values } from './app-form.ts'

export interface LinkableApi {
  readonly resource: ProtectedResource
  /** False for what an operator gave: it is shown, and stays. */
  readonly mayChange: boolean
}

const atMost = 100

/** @param client whose links are to be shown as well */
export async function linkableApis(
  server: Server,
  sub: string,
  client: Client | undefined,
  now: number,
): Promise<LinkableApi[]> {
  const [owned, open, linked] = await Promise.all([
    listResources(server, { owner: sub, limit: atMost }),
    listResources(server, { open: true, limit: atMost }),
    client ? resourcesOf(server, client, now) : [],
  ])
  const free = new Map([...owned.items, ...open.items].map(({ resource }) => [resource.identifier, resource]))
  return [
    ...[...free.values()].map((resource) => ({ resource, mayChange: true })),
    ...linked
      .filter(({ identifier }) => !free.has(identifier))
      .map((resource) => ({ resource, mayChange: false })),
  ]
}

export const tickName = (identifier: string, scope: string): string => `api:${identifier} ${scope}`

interface Chosen {
  readonly scope: string[]
  readonly resources: string[]
  readonly problems: Problem[]
}

/** The links of an application, as ticks of a form. */
export function linksOf(
  client: Pick<Client, 'scope' | 'resources'> | undefined,
  apis: readonly LinkableApi[],
): { ticks: Values; choose(values: Values): Chosen } {
  const had = (scope: string) => client?.scope.includes(scope) ?? false
  const linked = ({ resource }: LinkableApi) => client?.resources.includes(resource.identifier) ?? false
  const scopesOf = ({ resource }: LinkableApi) => Object.keys(resource.scopes)
  const fixed = apis.filter((api) => !api.mayChange)
  const free = apis.filter((api) => api.mayChange)

  return {
    ticks: Object.fromEntries(
      free.filter(linked).flatMap((api) =>
        scopesOf(api)
          .filter(had)
          .map((scope) => [tickName(api.resource.identifier, scope), 'on']),
      ),
    ),

    choose(values) {
      const ticked = (api: LinkableApi) =>
        scopesOf(api).filter((scope) => values[tickName(api.resource.identifier, scope)] === 'on')
      const chosen = [...new Set(free.flatMap(ticked))]
      const known = new Set(apis.map(({ resource }) => resource.identifier))
      // A scope is one word for all of an application's APIs: a new one here must not open another there.
      const problems = chosen
        .filter((scope) => !had(scope))
        .flatMap((scope) => {
          const other = fixed.find((api) => scopesOf(api).includes(scope))
          const message = `${scope} is also a scope of ${other?.resource.name}, which whoever runs this server gives.`
          return other ? [{ field: 'scope', message }] : []
        })
      const opened = free.filter((api) => ticked(api).length > 0)
      const unticked = opened.flatMap((api) =>
        scopesOf(api)
          .filter((scope) => chosen.includes(scope) && !ticked(api).includes(scope))
          .map((scope) => ({
            field: 'scope',
            message: `${scope} is ticked at another API and would open ${api.resource.name} too: tick it at both, or at none.`,
          })),
      )
      const given = (client?.scope ?? []).filter(
        (scope) => !isStandardScope(scope) && fixed.some((api) => scopesOf(api).includes(scope)),
      )
      return {
        scope: [...new Set([...given, ...chosen])],
        resources: [
          ...(client?.resources ?? []).filter((id) => !known.has(id)),
          ...fixed.map(({ resource }) => resource.identifier),
          ...opened.map(({ resource }) => resource.identifier),
        ],
        problems: [...problems, ...unticked],
      }
    },
  }
}
