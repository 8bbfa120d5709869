/** Settings for a server that runs, secrets and all: before its first request, since it remembers them for a while. */
import {
  merged,
  pathsIn,
  type SettingsRecord,
  settingAt,
  withSetting,
} from '../../src/protocol/setting-paths.ts'
import { parseSettings, secretSettings } from '../../src/protocol/settings.ts'
import { now as clock } from '../../src/runtime.ts'
import { Sealer } from '../../src/seal.ts'
import { SettingsStore } from '../../src/stores/settings.ts'
import { purposeOfSetting } from '../../src/tokens/setting-secret.ts'
import type { RunningServer } from './running-server.ts'

export async function setSettings(
  { db, clients, issuer, sealingSecret }: RunningServer,
  patch: SettingsRecord,
): Promise<void> {
  const now = clock()
  const sealer = new Sealer({ issuer, sealingSecret, otherSealingSecrets: [] })
  const store = new SettingsStore(db, clients)
  const before = await store.stored()
  let record = merged(before.record, patch)
  parseSettings(record)
  for (const path of pathsIn(patch, secretSettings)) {
    const sealed = await sealer.seal(purposeOfSetting(path), settingAt(patch, path), { now })
    record = withSetting(record, path, sealed)
  }
  const next = { version: before.version + 1, record }
  const done = await store.commit(store.change(next, { now, actor: 'test', requestId: 'test' }))
  if (!done) throw new Error('somebody else was faster')
}
