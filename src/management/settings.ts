/** The settings: one versioned record. */
import { settingsSchema } from '../protocol/settings.ts'
import { readSettings, type SettingsView, updateSettings } from '../registry/settings.ts'
import { matched } from './conditional.ts'
import { patchOf } from './patch.ts'
import type { Call, Outcome } from './route.ts'

export const settings = { name: 'Settings', schema: settingsSchema }
export const settingsPatch = { name: 'SettingsPatch', schema: patchOf(settingsSchema) }

const answer = ({ settings, version }: SettingsView): Outcome => ({ body: settings, version })

export const get = async ({ server }: Call): Promise<Outcome> => answer(await readSettings(server))

export async function patch({ server, change, body, condition }: Call): Promise<Outcome> {
  const { version } = await readSettings(server)
  return answer(await updateSettings(server, change, body, { ifVersion: matched(condition, version) }))
}
