/** A secret stays with the address that it is for: who may change settings and not read them must not send it elsewhere. */
import { pathsIn, type SettingsRecord, settingAt } from '../protocol/setting-paths.ts'
import type { FieldFault } from './errors.ts'

/** Secrets that this server sends, and the settings beside them that say where. */
const sentTo: Readonly<Record<string, readonly string[]>> = {
  'providers.*.client_secret': ['preset', 'issuer', 'token_endpoint'],
  'directories.*.bind_password': ['url'],
}

/** What a patch would send elsewhere without naming it again. @param patch what was sent, masks taken out */
export function movedSecrets(before: object, after: object, patch: SettingsRecord): FieldFault[] {
  return Object.entries(sentTo).flatMap(([pattern, places]) =>
    pathsIn(after, [pattern])
      .filter((path) => typeof settingAt(before, path) === 'string' && settingAt(patch, path) === undefined)
      .filter((path) => {
        const beside = (place: string) => [...path.split('.').slice(0, -1), place]
        return places.some((place) => settingAt(before, beside(place)) !== settingAt(after, beside(place)))
      })
      .map((path) => ({ path, message: 'must be given again: it would be sent to another address' })),
  )
}
