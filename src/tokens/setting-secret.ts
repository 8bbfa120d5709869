/** A secret of the settings in the clear, for whom it is meant: `server.settings` holds it sealed to its path. */
import { settingAt } from '../protocol/setting-paths.ts'
import type { Purpose } from '../seal.ts'
import type { Server } from './server.ts'

/** What a secret at this path is sealed for: moved to another place, it does not open. */
export const purposeOfSetting = (path: string): Purpose => `row:settings:${path}`

/**
 * @param path such as `providers.google.client_secret`
 * @returns undefined where none is set, or where it was sealed under a secret that this server no longer has
 */
export async function settingSecret(
  { sealer, settings }: Pick<Server, 'sealer' | 'settings'>,
  path: string,
  now: number,
): Promise<string | undefined> {
  const sealed = settingAt(settings, path)
  if (typeof sealed !== 'string') return undefined
  return (await sealer.open<string>(purposeOfSetting(path), sealed, now))?.payload
}
