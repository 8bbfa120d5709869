/** RFC 7396, JSON Merge Patch: what a patch names changes, null takes a field away, the rest stays. */
import * as z from 'zod'

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** §2. Keys of a prototype are not in what this is given. */
export function mergePatch(before: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const result = new Map<string, unknown>(isObject(before) ? Object.entries(before) : [])
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) result.delete(name)
    else result.set(name, mergePatch(result.get(name), value))
  }
  return Object.fromEntries(result)
}

/** The schema of a patch of records of this schema: every field may be missing, or null, at every depth. */
export function patchOf<Shape extends z.ZodRawShape>(schema: z.ZodObject<Shape>): z.ZodObject {
  const shape = Object.entries(schema.shape as z.ZodRawShape).map(([name, field]) => [
    name,
    described(field, loosened(field).nullish()),
  ])
  const patch = z.object(Object.fromEntries(shape) as z.ZodRawShape)
  // As strict about other fields as the schema itself is.
  return schema.def.catchall ? patch.catchall(schema.def.catchall as z.ZodType) : patch
}

function loosened(schema: z.core.$ZodType): z.ZodType {
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable
  )
    return loosened(schema.unwrap())
  if (schema instanceof z.ZodObject) return patchOf(schema)
  if (schema instanceof z.ZodRecord)
    return z.partialRecord(schema.keyType as z.ZodString, loosened(schema.valueType).nullable())
  return schema as z.ZodType
}

const described = (from: z.core.$ZodType, to: z.ZodType): z.ZodType => {
  const description = (from as z.ZodType).description
  return description === undefined ? to : to.describe(description)
}
