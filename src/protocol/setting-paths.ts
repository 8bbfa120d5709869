/** The settings' record, path by path. A path is `lifetimes.code`, or its names one by one. */

/** What was set: the record as it is stored. */
export type SettingsRecord = Readonly<Record<string, unknown>>

export const isPlain = (value: unknown): value is SettingsRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const namesOf = (path: string | readonly string[]) => (typeof path === 'string' ? path.split('.') : path)

/** The value at a path. */
export function settingAt(record: unknown, path: string | readonly string[]): unknown {
  let value = record
  for (const name of namesOf(path)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value
}

/** The record with another value at a path that leads through what is there. */
export function withSetting(
  record: SettingsRecord,
  path: string | readonly string[],
  value: unknown,
): SettingsRecord {
  const [name, ...rest] = namesOf(path)
  if (name === undefined) return record
  if (rest.length === 0) return { ...record, [name]: value }
  const inner = settingAt(record, [name])
  return isPlain(inner) ? { ...record, [name]: withSetting(inner, rest, value) } : record
}

/** Of an array the whole goes: half a list is no setting. */
export function without(record: SettingsRecord, path: string | readonly string[]): SettingsRecord {
  const [name, ...rest] = namesOf(path)
  if (name === undefined) return {}
  const inner = settingAt(record, [name])
  if (rest.length > 0 && isPlain(inner)) return { ...record, [name]: without(inner, rest) }
  const { [name]: _, ...others } = record
  return others
}

/** The paths of a record that one of these names; `*` stands for any one name. */
export function pathsIn(record: unknown, patterns: readonly string[]): string[] {
  return patterns.flatMap((pattern) => found(record, pattern.split('.'), []))
}

function found(value: unknown, [name, ...rest]: readonly string[], path: readonly string[]): string[] {
  if (name === undefined) return [path.join('.')]
  if (!isPlain(value)) return []
  const names = name === '*' ? Object.keys(value) : Object.hasOwn(value, name) ? [name] : []
  return names.flatMap((each) => found(value[each], rest, [...path, each]))
}

/** RFC 7396: a patch into a record; null takes a field out, so that it has its default again. */
export function merged(record: SettingsRecord, patch: SettingsRecord): SettingsRecord {
  const result = new Map(Object.entries(record))
  for (const [name, value] of Object.entries(patch)) {
    const inner = result.get(name)
    if (value === null) result.delete(name)
    else result.set(name, isPlain(value) ? merged(isPlain(inner) ? inner : {}, value) : value)
  }
  return Object.fromEntries(result)
}

/** Every setting by its path; a list is one. */
export function flattened(settings: object, prefix = ''): Record<string, unknown> {
  const entries = Object.entries(settings).flatMap(([name, value]): [string, unknown][] =>
    isPlain(value) ? Object.entries(flattened(value, `${prefix}${name}.`)) : [[prefix + name, value]],
  )
  return Object.fromEntries(entries)
}
