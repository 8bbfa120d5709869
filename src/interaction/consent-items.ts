/** What a person is asked for, piece by piece, as consent is remembered: what one API may is nothing another may. */
import type { Text } from '../pages/text.ts'
import { claimItem, claimOfItem, isStandardScope } from '../protocol/claims.ts'
import type { ProtectedResource } from '../protocol/protected-resource.ts'

type Api = Pick<ProtectedResource, 'identifier' | 'name' | 'scopes'>

/**
 * @param apis those that the token is for
 * @param all whether an API is asked for even where none of its scopes is: a stranger is let in by that alone
 */
export function consentItems(
  scope: readonly string[],
  apis: readonly Api[],
  claims: readonly string[],
  all = false,
): string[] {
  const ofScope = (each: string): string[] => {
    const having = apis.filter(({ scopes }) => Object.hasOwn(scopes, each))
    return isStandardScope(each) || having.length === 0
      ? [each]
      : having.map(({ identifier }) => `${each} ${identifier}`) // neither holds a space
  }
  const bare = apis.filter(({ scopes }) => !scope.some((each) => Object.hasOwn(scopes, each)))
  const entered = all ? bare.map(({ identifier }) => ` ${identifier}`) : [] // no scope is empty
  return [...scope.flatMap(ofScope), ...entered, ...claims.map(claimItem)]
}

/** The lines of the consent page: one a scope, with the sentence of each API that it would open. */
export function describeItems(t: Text, items: readonly string[], apis: readonly Api[]) {
  const sentences = new Map<string, Set<string>>()
  for (const item of items) {
    const claim = claimOfItem(item)
    const [scope = item, identifier] = claim === undefined ? item.split(' ') : [item]
    const known = sentences.get(scope) ?? new Set()
    sentences.set(scope, known)
    const sentence = claim === undefined ? describeScope(t, scope, identifier, apis) : t(`claim.${claim}`)
    if (sentence !== undefined) known.add(sentence)
  }
  return [...sentences].map(([scope, said]) => ({ scope, description: [...said].join('; ') || scope }))
}

function describeScope(t: Text, scope: string, identifier: string | undefined, apis: readonly Api[]) {
  if (isStandardScope(scope)) return t(`scope.${scope}`)
  const api = apis.find((each) => each.identifier === identifier)
  return scope === '' ? t('consent.use_api', { api: api?.name ?? identifier ?? '' }) : api?.scopes[scope]
}
