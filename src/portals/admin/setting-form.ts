/** Settings as the fields of a form, made from their schema: what it shows, and the patch that comes back. */
import type { ShownSetting } from '../../pages/admin/setting-fields.tsx'
import type { Problem } from '../../pages/fields.tsx'
import { isPlain, settingAt } from '../../protocol/setting-paths.ts'
import { type SettingField, settingGroups } from '../../protocol/settings-fields.ts'
import { hintOf, labelOf, unitOf } from './setting-words.ts'

export type Typed = Readonly<Record<string, string>>

/** What is said of a setting instead of what its schema says. */
export interface Wording {
  readonly label?: string
  readonly hint?: string
  readonly placeholder?: string
  /** What each choice means, in the order in which they are offered. */
  readonly options?: Readonly<Record<string, string>>
}
export type Wordings = Readonly<Record<string, Wording>>

export interface SettingsForm {
  /** What the form shows of settings as they are. @param part where the fields' paths begin */
  valuesOf(part: unknown): Typed
  /** RFC 7396: only what differs from what is set; what is empty has its default again. */
  patchOf(typed: Typed, part: unknown): { patch: Record<string, unknown>; problems: Problem[] }
  shown(values: Typed, part: unknown): ShownSetting[]
  /** For `problemsOf`. @param at what comes before a path in the whole record */
  labels(at?: string): Record<string, readonly [field: string, label: string]>
}

/**
 * The fields of a part of the settings.
 * @param part such as `mail` or `providers.*`; the fields are called by what comes after it
 */
export function fieldsOf(part: string): SettingField[] {
  return settingGroups()
    .filter(({ path }) => path === part || path.startsWith(`${part}.`))
    .flatMap(({ fields }) => fields)
    .map((field) => ({ ...field, path: field.path.slice(part.length + 1) }))
}

export function settingsForm(fields: readonly SettingField[], wordings: Wordings = {}): SettingsForm {
  const label = (path: string) => wordings[path]?.label ?? labelOf(path)
  return {
    valuesOf: (part) =>
      Object.fromEntries(fields.flatMap((field) => valuesOf(field, settingAt(part, field.path)))),

    patchOf(typed, part) {
      const problems: Problem[] = []
      const patch: Record<string, unknown> = {}
      for (const field of fields) {
        const before = settingAt(part, field.path)
        const read = readField(field, typed, before)
        if ('problem' in read)
          problems.push({ field: field.path, message: `${label(field.path)}: ${read.problem}` })
        else if (read.value !== undefined && !same(read.value, before))
          put(patch, field.path.split('.'), read.value)
      }
      return { patch, problems }
    },

    shown: (values, part) =>
      fields.map((field) => {
        const { path, kind, choices = [] } = field
        const { hint, placeholder, options } = wordings[path] ?? {}
        return {
          path,
          label: label(path),
          kind,
          hint: hint ?? hintOf(field),
          unit: unitOf(field),
          placeholder,
          value: kind === 'secret' ? '' : (values[path] ?? ''),
          choices: (options ? Object.keys(options) : choices).map((choice) => ({
            value: choice,
            label: options?.[choice] ?? choice.replaceAll('_', ' '),
            checked: values[`${path}:${choice}`] === 'on',
          })),
          isSet: settingAt(part, path) !== undefined,
        }
      }),

    labels: (at = '') =>
      Object.fromEntries(fields.map(({ path }) => [at === '' ? path : `${at}.${path}`, [path, label(path)]])),
  }
}

function valuesOf({ path, kind, choices = [] }: SettingField, value: unknown): [string, string][] {
  if (kind === 'secret') return []
  if (kind === 'choices' && Array.isArray(value))
    return choices.flatMap((each) => (value.includes(each) ? [[`${path}:${each}`, 'on']] : []))
  if (kind === 'boolean') return value === true ? [[path, 'on']] : []
  const text = textOf(kind, value)
  return text === '' ? [] : [[path, text]]
}

function textOf(kind: SettingField['kind'], value: unknown): string {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return ''
  if (kind === 'list' && Array.isArray(value)) return value.join('\n')
  if (kind === 'pairs' && isPlain(value)) return pairLines(value)
  return kind === 'json' || typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value)
}

const arrow = ' => '
const pairLines = (pairs: Readonly<Record<string, unknown>>) =>
  Object.entries(pairs)
    .map(([name, value]) => `${name}${arrow}${value}`)
    .join('\n')

/** Undefined where nothing is said of it, null where it should have its default. */
function readField(
  { path, kind, choices = [] }: SettingField,
  typed: Typed,
  before: unknown,
): { value: unknown } | { problem: string } {
  const text = typed[path]?.trim()
  switch (kind) {
    case 'boolean':
      return { value: text === 'on' }
    case 'choices':
      return { value: choices.filter((choice) => typed[`${path}:${choice}`] === 'on') }
    case 'secret':
      return { value: typed[`${path}:remove`] === 'on' ? null : text || undefined }
    case 'integer':
      if (!text) return { value: null }
      return /^-?\d{1,15}$/.test(text) ? { value: Number(text) } : { problem: 'must be a whole number.' }
    case 'list':
      return { value: text ? text.split(/\s+/) : null }
    case 'pairs':
      return readPairs(text ?? '', before)
    case 'json':
      if (!text) return { value: null }
      try {
        return { value: JSON.parse(text) as unknown }
      } catch {
        return { problem: 'is not JSON.' }
      }
    default:
      return { value: text || null }
  }
}

/** A name that was taken out is null in the patch: it would stay otherwise. */
function readPairs(text: string, before: unknown): { value: unknown } | { problem: string } {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const pairs = lines.map((line) => {
    const at = line.lastIndexOf('=>')
    return at < 1 ? undefined : ([line.slice(0, at).trim(), line.slice(at + 2).trim()] as const)
  })
  const wrong = lines.find((_, index) => !pairs[index]?.[0] || !pairs[index]?.[1])
  if (wrong !== undefined) return { problem: `“${wrong.trim().slice(0, 80)}” is not like “this => that”.` }
  const after = new Map(pairs.filter((pair) => pair !== undefined))
  if (!isPlain(before)) return { value: after.size === 0 ? undefined : Object.fromEntries(after) }
  const now = Object.fromEntries(after)
  if (same(now, before)) return { value: undefined }
  const gone = Object.keys(before).filter((name) => !after.has(name))
  return { value: { ...Object.fromEntries(gone.map((name) => [name, null])), ...now } }
}

/** An empty list is as good as none. */
const same = (one: unknown, other: unknown) => {
  const text = (value: unknown) =>
    JSON.stringify(Array.isArray(value) && value.length === 0 ? null : (value ?? null))
  return text(one) === text(other)
}

function put(record: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    record[name] = value
    return
  }
  const inner = record[name]
  const group = isPlain(inner) ? { ...inner } : {}
  put(group, rest, value)
  record[name] = group
}
