/** The settings as a form, made from their schema; and as a file. */
import { SettingsPage, type ShownSetting } from '../../pages/admin/settings.tsx'
import type { Problem } from '../../pages/fields.tsx'
import { settingAt } from '../../protocol/setting-paths.ts'
import { type SettingField, settingGroups } from '../../protocol/settings-fields.ts'
import { eventOf } from '../../registry/change.ts'
import { invalid } from '../../registry/errors.ts'
import {
  exportSettings,
  readSettings,
  type SettingsView,
  settingFaults,
  updateSettings,
} from '../../registry/settings.ts'
import { goTo, show, type Visit } from '../portal.ts'
import { problemsOf } from '../refusals.ts'
import { changeOfOperator, minuteOf, typedIn, versionOf } from './desk.ts'

type Typed = Readonly<Record<string, string>>

const fields = settingGroups().flatMap((group) => group.fields)
const labels = Object.fromEntries(fields.map(({ path }) => [path, [path, labelOf(path)] as const]))

export async function showSettings(visit: Visit): Promise<Response> {
  const view = await readSettings(visit.server)
  const saved = new URL(visit.c.req.url).searchParams.has('saved')
  return settingsPage(visit, view, valuesOf(view), [], saved ? 'Saved.' : undefined)
}

export async function submitSettings(visit: Visit): Promise<Response> {
  const { server, form } = visit
  const view = await readSettings(server)
  const typed = typedIn(form)
  const { patch, problems } = patchOf(typed, view)
  if (problems.length > 0) {
    const others = await settingFaults(server, patch)
    return settingsPage(visit, view, typed, [...problems, ...problemsOf(invalid(...others), labels)])
  }
  try {
    await updateSettings(server, changeOfOperator(visit), patch, { ifVersion: versionOf(form) })
    return goTo(visit, '/admin/settings?saved')
  } catch (error) {
    return settingsPage(visit, await readSettings(server), typed, problemsOf(error, labels))
  }
}

export async function exportSettingsFile(visit: Visit): Promise<Response> {
  const { c, server } = visit
  const record = await exportSettings(server)
  await server.stores.audit.record([
    eventOf(changeOfOperator(visit), { type: 'export', detail: { what: 'settings' } }),
  ])
  c.header('Cache-Control', 'no-store')
  c.header('Content-Type', 'application/json; charset=utf-8')
  c.header('Content-Disposition', 'attachment; filename="settings.json"')
  return c.body(`${JSON.stringify(record, null, 2)}\n`)
}

/** What the form shows of the settings as they are. */
const valuesOf = ({ settings }: SettingsView): Typed =>
  Object.fromEntries(
    fields.flatMap(({ path, kind }): [string, string][] => {
      const value = settingAt(settings, path)
      if (value === undefined || kind === 'secret') return []
      if (kind === 'boolean') return value === true ? [[path, 'on']] : []
      if (Array.isArray(value) && value.length === 0) return []
      if (kind === 'list') return [[path, (value as string[]).join('\n')]]
      return [[path, kind === 'json' ? JSON.stringify(value, null, 2) : String(value)]]
    }),
  )

/** RFC 7396: only what differs from what is set; what is empty has its default again. */
function patchOf(
  typed: Typed,
  { settings }: SettingsView,
): { patch: Record<string, unknown>; problems: Problem[] } {
  const problems: Problem[] = []
  const patch: Record<string, unknown> = {}
  for (const field of fields) {
    const read = readField(field, typed)
    if ('problem' in read) problems.push({ field: field.path, message: read.problem })
    else if (read.value !== undefined && !same(read.value, settingAt(settings, field.path)))
      put(patch, field.path.split('.'), read.value)
  }
  // How Analytics Engine is read is whole or not there.
  const { analytics } = patch
  if (isObject(analytics) && analytics.account_id === null) patch.analytics = null
  return { patch, problems }
}

/** Undefined where nothing is said of it, null where it should have its default. */
function readField({ path, kind }: SettingField, typed: Typed): { value: unknown } | { problem: string } {
  const text = typed[path]?.trim()
  switch (kind) {
    case 'boolean':
      return { value: text === 'on' }
    case 'secret':
      return { value: typed[`${path}:remove`] === 'on' ? null : text || undefined }
    case 'integer':
      if (text === undefined) return { value: null }
      return /^-?\d{1,15}$/.test(text)
        ? { value: Number(text) }
        : { problem: `${labelOf(path)}: must be a whole number.` }
    case 'list':
      return { value: text ? text.split(/\s+/) : null }
    case 'json':
      if (text === undefined) return { value: null }
      try {
        return { value: JSON.parse(text) as unknown }
      } catch {
        return { problem: `${labelOf(path)}: is not JSON.` }
      }
    default:
      return { value: text ?? null }
  }
}

/** An empty list is as good as none. */
const same = (one: unknown, other: unknown) => {
  const text = (value: unknown) =>
    JSON.stringify(Array.isArray(value) && value.length === 0 ? null : (value ?? null))
  return text(one) === text(other)
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

function put(record: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    record[name] = value
    return
  }
  const inner = record[name]
  const group = isObject(inner) ? inner : {}
  put(group, rest, value)
  record[name] = group
}

/** `lifetimes.access_token` is `Access token`. */
function labelOf(path: string): string {
  const words = (path.split('.').at(-1) ?? path).replaceAll('_', ' ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
    .replace(/\bId\b|\bid\b/g, 'ID')
    .replace(/\bapi\b/gi, 'API')
}

function hintOf({ description, minimum, maximum, default: usual, kind }: SettingField, unit: string): string {
  const bounds = minimum !== undefined && maximum !== undefined ? ` From ${minimum} to ${maximum}.` : ''
  const length = unit === 'seconds' && typeof usual === 'number' ? `, which is ${inWords(usual)}` : ''
  const plain = ['string', 'number'].includes(typeof usual)
  const standard = plain && kind !== 'choice' ? ` Empty: ${String(usual)}${length}.` : ''
  const lines = kind === 'list' ? ' One a line.' : ''
  const what = description.replaceAll('`', '').replace(/, in seconds$/, '')
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}.${bounds}${standard}${lines}`
}

/** What a whole number counts. */
function unitOf({ path, description, kind }: SettingField): string {
  if (kind !== 'integer') return ''
  if (/\bdays\b/.test(path)) return 'days'
  return path.startsWith('lifetimes.') || /\bseconds\b/.test(description) ? 'seconds' : ''
}

function inWords(seconds: number): string {
  const found = units.find(([length]) => seconds >= length && seconds % length === 0)
  const [length, word] = found ?? [1, 'second']
  const count = seconds / length
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
const units = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
] as const

function settingsPage(
  visit: Visit,
  view: SettingsView,
  values: Typed,
  problems: Problem[],
  notice?: string,
): Response {
  const shown = (field: SettingField): ShownSetting => ({
    path: field.path,
    label: labelOf(field.path),
    kind: field.kind,
    hint: hintOf(field, unitOf(field)),
    unit: unitOf(field),
    value: field.kind === 'secret' ? '' : (values[field.path] ?? ''),
    choices: field.choices,
    isSet: settingAt(view.settings, field.path) !== undefined,
  })
  const page = SettingsPage({
    frame: visit.frame,
    groups: settingGroups().map(({ path, description, fields: those }) => ({
      title: path === '' ? 'This server' : path.split('.').map(labelOf).join(': '),
      about: path === '' ? '' : `${description.charAt(0).toUpperCase()}${description.slice(1)}.`,
      settings: those.map(shown),
    })),
    version: view.version,
    changed: view.changedAt === 0 ? undefined : minuteOf(view.changedAt),
    problems,
    notice,
  })
  return show(visit, page, problems.length > 0 ? 400 : 200)
}
