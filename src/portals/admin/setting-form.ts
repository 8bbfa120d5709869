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
  /** Of a secret: whether it has several lines. */
  readonly lines?: true
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

/** What a new member of a group begins with. */
export const usualOf = (fields: readonly SettingField[]): Record<string, unknown> => {
  const usual: Record<string, unknown> = {}
  for (const { path, default: value } of fields) if (value !== undefined) put(usual, path.split('.'), value)
  return usual
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
        const { path, choices = [] } = field
        const { hint, placeholder, options, lines } = wordings[path] ?? {}
        const kind = isOpen(field) ? 'choice' : field.kind
        return {
          path,
          label: label(path),
          kind,
          lines,
          hint: hint ?? hintOf(field),
          unit: unitOf(field),
          placeholder,
          value: kind === 'secret' ? '' : (values[path] ?? ''),
          choices: (options ? Object.keys(options) : offered(field, choices)).map((choice) => ({
            value: choice,
            label: options?.[choice] ?? wordOf(choice),
            checked: values[`${path}:${choice}`] === 'on',
          })),
          isSet: settingAt(part, path) !== undefined,
        }
      }),

    labels: (at = '') =>
      Object.fromEntries(fields.map(({ path }) => [at === '' ? path : `${at}.${path}`, [path, label(path)]])),
  }
}

/** Yes, no, or nothing said. */
const isOpen = ({ kind, default: usual }: SettingField) => kind === 'boolean' && usual === undefined

const offered = (field: SettingField, choices: readonly string[]) => {
  if (isOpen(field)) return ['', 'true', 'false']
  return field.kind === 'choice' && field.default === undefined ? ['', ...choices] : choices
}
const wordOf = (choice: string) =>
  ({ '': 'as usual', true: 'yes', false: 'no' })[choice] ?? choice.replaceAll('_', ' ')

function valuesOf(field: SettingField, value: unknown): [string, string][] {
  const { path, kind, choices = [] } = field
  if (kind === 'secret') return []
  if (isOpen(field)) return typeof value === 'boolean' ? [[path, String(value)]] : []
  if (kind === 'choices' && Array.isArray(value))
    return choices.flatMap((each) => (value.includes(each) ? [[`${path}:${each}`, 'on']] : []))
  if (kind === 'boolean') return value === true ? [[path, 'on']] : []
  const text = textOf(kind, value)
  return text === '' ? [] : [[path, text]]
}

function textOf(kind: SettingField['kind'], value: unknown): string {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return ''
  if (kind === 'list' && Array.isArray(value)) return value.join('\n')
  if ((kind === 'pairs' || kind === 'lists') && isPlain(value)) return pairLines(value)
  return kind === 'json' || typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value)
}

const pairLines = (pairs: Readonly<Record<string, unknown>>) =>
  Object.entries(pairs)
    .flatMap(([name, values]) => [values].flat().map((value) => `${name} => ${value}`))
    .join('\n')

/** Undefined where nothing is said of it, null where it should have its default. */
function readField(
  field: SettingField,
  typed: Typed,
  before: unknown,
): { value: unknown } | { problem: string } {
  const { path, kind, choices = [] } = field
  const text = typed[path]?.trim()
  if (isOpen(field)) return { value: text ? text === 'true' : null }
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
    case 'lists':
      return readPairs(text ?? '', before, kind === 'lists')
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
function readPairs(
  text: string,
  before: unknown,
  several: boolean,
): { value: unknown } | { problem: string } {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const pairs = lines.map((line): [string, string] => {
    const [name = '', ...value] = line.split('=>')
    return [name.trim(), value.join('=>').trim()]
  })
  const wrong = lines.find((_, index) => !pairs[index]?.every((part) => part !== ''))
  if (wrong !== undefined) return { problem: `“${wrong.trim().slice(0, 80)}” is not like “this => that”.` }
  const after = several
    ? new Map(
        [...Map.groupBy(pairs, ([name]) => name)].map(([name, all]) => [name, all.map(([, each]) => each)]),
      )
    : new Map<string, unknown>(pairs)
  const now = Object.fromEntries(after)
  const then = isPlain(before) ? before : {}
  const gone = Object.keys(then).filter((name) => !after.has(name))
  const changed = gone.length > 0 || [...after].some(([name, value]) => !same(value, then[name]))
  return { value: changed ? { ...Object.fromEntries(gone.map((name) => [name, null])), ...now } : undefined }
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
