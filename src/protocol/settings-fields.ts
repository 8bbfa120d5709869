/** The settings as a list, from their schema: for the console's form, and for the documentation. */
import * as z from 'zod'
import { secretSettings, settingsSchema } from './settings.ts'

export interface SettingField {
  /** Such as `lifetimes.code`. */
  readonly path: string
  /** `list`: of texts. */
  readonly kind: 'integer' | 'boolean' | 'text' | 'choice' | 'secret' | 'list' | 'json'
  readonly description: string
  /** Absent where the setting may be missing. */
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly choices?: readonly string[]
}

export interface SettingGroup {
  /** Empty for those that stand alone. */
  readonly path: string
  readonly description: string
  readonly fields: readonly SettingField[]
}

interface Schema {
  type?: string
  items?: { type?: string }
  description?: string
  default?: unknown
  minimum?: number
  maximum?: number
  enum?: string[]
  properties?: Record<string, Schema>
}

/** Those that stand alone first, then group by group. */
export function settingGroups(): SettingGroup[] {
  return groups('', z.toJSONSchema(settingsSchema, { io: 'input' }) as Schema)
}

function groups(path: string, { description = '', properties = {} }: Schema): SettingGroup[] {
  const inner = Object.entries(properties).map(([name, schema]) => ({
    path: path === '' ? name : `${path}.${name}`,
    schema,
  }))
  const fields = inner
    .filter(({ schema }) => !schema.properties)
    .map((each) => fieldOf(each.path, each.schema))
  const nested = inner.filter(({ schema }) => schema.properties)
  return [
    ...(fields.length > 0 ? [{ path, description, fields }] : []),
    ...nested.flatMap((each) => groups(each.path, each.schema)),
  ]
}

function fieldOf(path: string, schema: Schema): SettingField {
  return {
    path,
    kind: kindOf(path, schema),
    description: schema.description ?? '',
    ...(schema.default !== undefined && { default: schema.default }),
    ...(schema.minimum !== undefined && { minimum: schema.minimum }),
    ...(schema.maximum !== undefined && { maximum: schema.maximum }),
    ...(schema.enum && { choices: schema.enum }),
  }
}

function kindOf(path: string, { type, items, enum: choices }: Schema): SettingField['kind'] {
  if (secretSettings.some((secret) => secret === path)) return 'secret'
  if (choices) return 'choice'
  if (type === 'integer' || type === 'boolean') return type
  if (type === 'array' && items?.type === 'string') return 'list'
  return type === 'string' ? 'text' : 'json'
}
