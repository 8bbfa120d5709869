/** The settings: read with their secrets masked, changed as one versioned record. */
import { differences } from '../protocol/audit.ts'
import {
  flattened,
  isPlain,
  merged as patched,
  pathsIn,
  type SettingsRecord,
  settingAt,
  without,
  withSetting,
} from '../protocol/setting-paths.ts'
import {
  parseSettings,
  readableSettings,
  type Settings,
  secretSettings,
  understood,
} from '../protocol/settings.ts'
import type { StoredSettings } from '../stores/settings.ts'
import type { Server } from '../tokens/server.ts'
import { purposeOfSetting } from '../tokens/setting-secret.ts'
import { type Change, eventOf, unbroken } from './change.ts'
import { conflict, type FieldFault, faultsOf, invalid, validated, versionMismatch } from './errors.ts'
import { movedSecrets } from './moved-secrets.ts'
import { guardVouching, turnedSources, type VouchingSource } from './vouching.ts'

/** Stands where a secret is set; sent back, it leaves the secret as it is. */
export const secretMask = '(secret)'

const longestSecret = 1_000
/** As the bridge itself demands. */
const shortestBridgeSecret = 32
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
 * @throws {RegistryError} invalid, version_mismatch; forbidden for what says who vouches for people
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
    const moved = movedSecrets(before, settings, sent)
    if (moved.length > 0) throw invalid(...moved)
    const changed = differences(flattened(before), flattened(settings), [
      ...secretsOf(before),
      ...secretsOf(settings),
    ])
    const paths = Object.keys({ ...changed.before, ...changed.after })
    if (paths.length === 0) return viewOf(stored)
    guardVouching(change, paths)
    const next = { version: stored.version + 1, record: patched(stored.record, sent), changedAt: change.now }
    const event = eventOf(change, {
      type: 'settings.updated',
      target: { kind: 'settings', id: 'settings' },
      detail: { before: readable(changed.before), after: readable(changed.after) },
    })
    const by = { now: change.now, actor: change.actor.id, requestId: change.origin.requestId }
    const statements = [
      ...stores.settings.change(next, by),
      ...[...goneSources(stored.record, next.record), ...turnedSources(before, settings)].map(
        ({ kind, id }) => stores.credentials.removalFrom(kind, id),
      ),
      ...stores.audit.statements([event]),
    ]
    if (await unbroken(change, stores.settings.commit(statements))) return viewOf(next)
  }
  throw conflict('Others keep changing the settings; try again')
}

/** What `updateSettings` would refuse of a patch. */
export async function settingFaults({ stores }: Server, patch: SettingsRecord): Promise<FieldFault[]> {
  const { record } = await stores.settings.stored()
  return faultsOf(() => parseSettings(patched(understood(record), withoutMasks(patch))))
}

/** For how many people nobody would vouch any more with what a patch changes; 0 where it would be refused. */
export async function forgottenBy({ stores }: Server, patch: SettingsRecord): Promise<number> {
  const { record } = await stores.settings.stored()
  const after = patched(understood(record), withoutMasks(patch))
  if (faultsOf(() => parseSettings(after)).length > 0) return 0
  const turned = turnedSources(readableSettings(record), parseSettings(after))
  const counts = turned.map(({ kind, id }: VouchingSource) => stores.credentials.countFrom(kind, id))
  return (await Promise.all(counts)).reduce((sum, each) => sum + each, 0)
}

/** What was set, for a file; secrets are not in it. */
export async function exportSettings({ stores }: Server): Promise<SettingsRecord> {
  const { record } = await stores.settings.stored()
  return secretsOf(record).reduce(without, record)
}

/** Moves the secrets under the present sealing secret; run by cron. */
export async function resealSettings({ stores, sealer }: Server, now: number): Promise<void> {
  const stored = await stores.settings.stored()
  let { record } = stored
  for (const path of secretsOf(record)) {
    const sealed = settingAt(record, path)
    if (typeof sealed !== 'string' || (await sealer.isCurrent(sealed))) continue
    const purpose = purposeOfSetting(path)
    const opened = await sealer.open<string>(purpose, sealed, now)
    if (opened) record = withSetting(record, path, await sealer.seal(purpose, opened.payload, { now }))
  }
  if (record !== stored.record) await stores.settings.reseal({ version: stored.version, record })
}

/** Whom one of these vouched for must not be whoever is known by the same to whatever is called by its name next. */
function goneSources(before: SettingsRecord, after: SettingsRecord) {
  const kinds = [
    { kind: 'provider', part: 'providers' },
    { kind: 'directory', part: 'directories' },
  ] as const
  return kinds.flatMap(({ kind, part }) => {
    const left = settingAt(after, [part]) ?? {}
    const gone = Object.keys(settingAt(before, [part]) ?? {}).filter((id) => !Object.hasOwn(left, id))
    return gone.map((id) => ({ kind, id }))
  })
}

const secretsOf = (record: object) => pathsIn(record, secretSettings)

/** A picture that somebody set is not what a reader of the trail looks for. */
const readable = (values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(values).map(([path, value]) => [
      path,
      typeof value === 'string' && value.length > longestTold ? `(${value.length} characters)` : value,
    ]),
  )
const longestTold = 2_000

const viewOf = ({ record, version, changedAt }: StoredSettings): SettingsView => {
  const settings: SettingsRecord = { ...readableSettings(record) }
  const masked = secretsOf(settings).reduce(
    (rest, path) => (settingAt(rest, path) === undefined ? rest : withSetting(rest, path, secretMask)),
    settings,
  )
  return { settings: masked as unknown as Settings, version, changedAt }
}

/** What a patch does not name stays as it is: so does a secret whose mask is sent back. */
const withoutMasks = (patch: SettingsRecord): SettingsRecord =>
  secretsOf(patch).reduce(
    (rest, path) => (settingAt(rest, path) === secretMask ? without(rest, path) : rest),
    patch,
  )

async function withSealedSecrets(
  { sealer }: Server,
  patch: SettingsRecord,
  now: number,
): Promise<SettingsRecord> {
  let sealed = patch
  for (const path of secretsOf(patch)) {
    const secret = settingAt(patch, path)
    if (secret === undefined || secret === null) continue
    if (typeof secret !== 'string' || secret === '' || secret.length > longestSecret)
      throw invalid({ path, message: `must be text of at most ${longestSecret} characters` })
    // Once sealed, it is longer than it is.
    if (path.endsWith('.bridge_secret') && secret.length < shortestBridgeSecret)
      throw invalid({ path, message: `must be at least ${shortestBridgeSecret} characters` })
    sealed = withSetting(sealed, path, await sealer.seal(purposeOfSetting(path), secret, { now }))
  }
  return sealed
}
