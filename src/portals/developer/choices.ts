/** What the form of an application offers to ask for. */
import type { ApiChoice } from '../../pages/developer/app-fields.tsx'
import { standardScopeNames, standardScopes } from '../../protocol/claims.ts'
import type { Client } from '../../protocol/client-metadata.ts'
import { type LinkableApi, tickName } from './links.ts'

export const scopeChoices = standardScopeNames.map((scope) => ({
  scope,
  sentence: standardScopes[scope].description,
}))

export const apiChoices = (apis: readonly LinkableApi[], client: Client | undefined): ApiChoice[] =>
  apis.map(({ resource: { identifier, name, scopes }, mayChange }) => ({
    identifier,
    name,
    scopes: Object.entries(scopes).map(([scope, sentence]) => ({
      scope,
      sentence,
      given: client?.scope.includes(scope) ?? false,
      ...(mayChange && { field: tickName(identifier, scope) }),
    })),
  }))
