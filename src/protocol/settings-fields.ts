/** The settings as a list, from their schema: for the console's forms, and for the documentation. */
import * as z from 'zod'
import { secretSettings, settingsSchema } from './settings.ts'

export type SettingKind =
  | 'integer'
  | 'boolean'
  | 'text'
  | 'choice'
  | 'choices'
  | 'secret'
  | 'list'
  | 'pairs'
  | 'lists'
  | 'json'

export interface SettingField {
  /** Such as `lifetimes.code`; in a group of named ones `*` stands for the name. */
  readonly path: string
  /**
   * `choices`: any of some; `list`: of texts; `pairs`: texts under names that are
   * free; `lists`: several under each. */
  readonly kind: SettingKind
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
  items?: { type?: string; enum?: string[] }
  description?: string
  default?: unknown
  minimum?: number
  maximum?: number
  enum?: string[]
  properties?: Record<string, Schema>
  /** Of a group of named ones: what each is. */
  additionalProperties?: Schema | boolean
}

/** Those that stand alone first, then group by group. */
export function settingGroups(): SettingGroup[] {
  return groups('', z.toJSONSchema(settingsSchema, { io: 'input' }) as Schema)
}

function groups(path: string, schema: Schema): SettingGroup[] {
  const each = membersOf(schema)
  if (each) return groups(`${path}.*`, { ...each, description: schema.description ?? '' })
  const { description = '', properties = {} } = schema
  const inner = Object.entries(properties).map(([name, part]) => ({
    path: path === '' ? name : `${path}.${name}`,
    part,
  }))
  const isGroup = (part: Schema) => part.properties !== undefined || membersOf(part) !== undefined
  const fields = inner.filter(({ part }) => !isGroup(part)).map((field) => fieldOf(field.path, field.part))
  return [
    ...(fields.length > 0 ? [{ path, description, fields }] : []),
    ...inner.filter(({ part }) => isGroup(part)).flatMap((nested) => groups(nested.path, nested.part)),
  ]
}

const membersOf = ({ additionalProperties: each }: Schema) =>
  typeof each === 'object' && each.properties ? each : undefined

function fieldOf(path: string, schema: Schema): SettingField {
  return {
    path,
    kind: kindOf(path, schema),
    description: schema.description ?? '',
    ...(schema.default !== undefined && { default: schema.default }),
    ...(schema.minimum !== undefined && { minimum: schema.minimum }),
    ...(schema.maximum !== undefined && { maximum: schema.maximum }),
    ...((schema.enum ?? schema.items?.enum) && { choices: schema.enum ?? schema.items?.enum ?? [] }),
  }
}

function kindOf(path: string, schema: Schema): SettingField['kind'] {
  const { type, items, additionalProperties: each } = schema
  if (secretSettings.includes(path)) return 'secret'
  if (schema.enum) return 'choice'
  if (type === 'integer' || type === 'boolean') return type
  if (type === 'array' && items?.type === 'string') return items.enum ? 'choices' : 'list'
  if (type === 'object' && typeof each === 'object') {
    if (each.type === 'string') return 'pairs'
    if (each.type === 'array' && each.items?.type === 'string') return 'lists'
  }
  return type === 'string' ? 'text' : 'json'
}
