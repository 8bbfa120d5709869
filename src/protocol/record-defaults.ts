/** What the fields of a record are where it does not say. */
import type * as z from 'zod'

export const defaultsOf = (shape: Readonly<Record<string, z.ZodType>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(shape).flatMap(([name, field]) => {
      const { success, data } = field.safeParse(undefined)
      return success && data !== undefined ? [[name, data]] : []
    }),
  )
