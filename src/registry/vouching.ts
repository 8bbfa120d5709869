/** Settings that say who vouches for people here: whoever changes them could come in as anybody. */
import { managementScopeNames } from '../protocol/management.ts'
import { providerOf } from '../protocol/provider.ts'
import type { Settings } from '../protocol/settings.ts'
import type { Change } from './change.ts'
import { forbidden } from './errors.ts'

const vouching = /^(directories|providers|sign_in)(\.|$)/

/**
 * @param paths of the settings that change
 * @throws {RegistryError} forbidden
 */
export function guardVouching({ manages = [] }: Change, paths: readonly string[]): void {
  const missing = managementScopeNames.filter((scope) => !manages.includes(scope))
  if (missing.length > 0 && paths.some((path) => vouching.test(path)))
    throw forbidden('Only an operator changes providers, directories and the ways to sign in', missing)
}

export interface VouchingSource {
  readonly kind: 'provider' | 'directory'
  readonly id: string
}

/**
 * Those whose ids mean somebody else from now on: another issuer stands behind the name, or another attribute. Who was
 * linked with them must not be whoever is known by the same there.
 */
export function turnedSources(
  before: Pick<Settings, 'providers' | 'directories'>,
  after: Pick<Settings, 'providers' | 'directories'>,
): VouchingSource[] {
  return [
    ...turned(before.providers, after.providers, whoseIds).map((id) => ({ kind: 'provider', id }) as const),
    ...turned(before.directories, after.directories, idAttribute).map(
      (id) => ({ kind: 'directory', id }) as const,
    ),
  ]
}

function turned<Source>(
  before: Readonly<Record<string, Source>>,
  after: Readonly<Record<string, Source>>,
  meaning: (source: Source) => string,
): string[] {
  return Object.entries(before).flatMap(([id, source]) => {
    const now = Object.hasOwn(after, id) ? after[id] : undefined
    return now !== undefined && meaning(now) !== meaning(source) ? [id] : []
  })
}

/** Of Microsoft the ids name their tenant, so another tenant means nobody else. */
function whoseIds(set: Settings['providers'][string]): string {
  const { kind, preset, issuer, token_endpoint, userinfo_endpoint, id_claim } = providerOf('', set)
  if (kind === 'oauth2') return JSON.stringify([kind, token_endpoint, userinfo_endpoint, id_claim])
  return JSON.stringify(preset === 'microsoft' ? [preset, set.issuer] : [kind, issuer])
}

const idAttribute = ({ preset, id_attribute }: Settings['directories'][string]): string =>
  id_attribute ?? preset
