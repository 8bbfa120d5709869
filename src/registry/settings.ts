/** The settings: read with their secrets masked, changed as one versioned record. */
import { differences } from '../protocol/audit.ts'
import {
  flattened,
  isPlain,
  parseSettings,
  merged as patched,
  readableSettings,
  type SecretSetting,
  type Settings,
  type SettingsRecord,
  secretSettings,
  settingAt,
  understood,
  withSetting,
} from '../protocol/settings.ts'
import type { StoredSettings } from '../stores/settings.ts'
import type { Server } from '../tokens/server.ts'
import { type Change, eventOf, unbroken } from './change.ts'
import { conflict, type FieldFault, faultsOf, invalid, validated, versionMismatch } from './errors.ts'

/** Stands where a secret is set; sent back, it leaves the secret as it is. */
export const secretMask = '(secret)'

const longestSecret = 1_000
const rounds = 5

export interface SettingsView {
  /** All of them, defaults included; `secretMask` where a secret is set. */
  readonly settings: Settings
  readonly version: number
  /** Milliseconds; 0 where nothing was ever set. */
  readonly changedAt: number
}

/** From the record itself, not from a copy. */
export async function readSettings({ stores }: Server): Promise<SettingsView> {
  return viewOf(await stores.settings.stored())
}

/**
 * @param patch RFC 7396: what it leaves out stays, null brings the default back
 * @throws {RegistryError} invalid, version_mismatch
 */
export async function updateSettings(
  server: Server,
  change: Change,
  patch: unknown,
  { ifVersion }: { ifVersion?: number | undefined } = {},
): Promise<SettingsView> {
  if (!isPlain(patch)) throw invalid({ path: '', message: 'must be an object' })
  const { stores } = server
  for (let round = 0; round < rounds; round++) {
    const stored = await stores.settings.stored()
    if (ifVersion !== undefined && ifVersion !== stored.version) throw versionMismatch(stored.version)
    const sent = await withSealedSecrets(server, withoutMasks(patch), change.now)
    // What a newer version of this server has set is not understood here: it stays, and is not checked.
    const settings = validated(() => parseSettings(patched(understood(stored.record), sent)))
    const before = readableSettings(stored.record)
    const changed = differences(flattened(before), flattened(settings), secretSettings)
    if (Object.keys({ ...changed.before, ...changed.after }).length === 0) return viewOf(stored)
    const next = { version: stored.version + 1, record: patched(stored.record, sent), changedAt: change.now }
    const event = eventOf(change, {
      type: 'settings.updated',
      target: { kind: 'settings', id: 'settings' },
      detail: changed,
    })
    const by = { now: change.now, actor: change.actor.id, requestId: change.origin.requestId }
    const statements = [...stores.settings.change(next, by), ...stores.audit.statements([event])]
    if (await unbroken(change, stores.settings.commit(statements))) return viewOf(next)
  }
  throw conflict('Others keep changing the settings; try again')
}

/** What `updateSettings` would refuse of a patch. */
export async function settingFaults({ stores }: Server, patch: SettingsRecord): Promise<FieldFault[]> {
  const { record } = await stores.settings.stored()
  return faultsOf(() => parseSettings(patched(understood(record), withoutMasks(patch))))
}

/** What was set, for a file; secrets are not in it. */
export async function exportSettings({ stores }: Server): Promise<SettingsRecord> {
  const { record } = await stores.settings.stored()
  return secretSettings.reduce((rest, path) => withoutSecret(rest, path), record)
}

/** A secret in the clear, for whom it is meant. */
export async function openSecret(
  { sealer, settings }: Server,
  path: SecretSetting,
  now: number,
): Promise<string | undefined> {
  const sealed = settingAt(settings, path)
  if (typeof sealed !== 'string') return undefined
  return (await sealer.open<string>(purposeOf(path), sealed, now))?.payload
}

/** Moves the secrets under the present sealing secret; run by cron. */
export async function resealSettings({ stores, sealer }: Server, now: number): Promise<void> {
  const stored = await stores.settings.stored()
  let { record } = stored
  for (const path of secretSettings) {
    const sealed = settingAt(record, path)
    if (typeof sealed !== 'string' || (await sealer.isCurrent(sealed))) continue
    const opened = await sealer.open<string>(purposeOf(path), sealed, now)
    if (!opened) continue
    record = withSetting(record, path.split('.'), await sealer.seal(purposeOf(path), opened.payload, { now }))
  }
  if (record !== stored.record) await stores.settings.reseal({ version: stored.version, record })
}

const purposeOf = (path: SecretSetting) => `row:settings:${path}` as const

const viewOf = ({ record, version, changedAt }: StoredSettings): SettingsView => {
  const settings = secretSettings.reduce(
    (rest: SettingsRecord, path) =>
      settingAt(rest, path) === undefined ? rest : withSetting(rest, path.split('.'), secretMask),
    { ...readableSettings(record) },
  )
  return { settings: settings as unknown as Settings, version, changedAt }
}

const withoutMasks = (patch: SettingsRecord): SettingsRecord =>
  secretSettings.reduce(
    (rest, path) => (settingAt(rest, path) === secretMask ? withoutSecret(rest, path) : rest),
    patch,
  )

async function withSealedSecrets(
  { sealer }: Server,
  patch: SettingsRecord,
  now: number,
): Promise<SettingsRecord> {
  let sealed = patch
  for (const path of secretSettings) {
    const secret = settingAt(patch, path)
    if (secret === undefined || secret === null) continue
    if (typeof secret !== 'string' || secret === '' || secret.length > longestSecret)
      throw invalid({ path, message: `must be text of at most ${longestSecret} characters` })
    sealed = withSetting(sealed, path.split('.'), await sealer.seal(purposeOf(path), secret, { now }))
  }
  return sealed
}

/** `undefined` is how a patch says nothing, and JSON leaves it out. */
const withoutSecret = (record: SettingsRecord, path: SecretSetting): SettingsRecord =>
  JSON.parse(JSON.stringify(withSetting(record, path.split('.'), undefined))) as SettingsRecord
