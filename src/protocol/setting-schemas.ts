/** What the schema of the settings is made of, for each part of it. */
import * as z from 'zod'

export const day = 86_400

/** Whole seconds within bounds. */
export const seconds = (from: number, to: number, otherwise: number, description: string) =>
  z.int().min(from).max(to).default(otherwise).describe(description)

/** A group whose fields all have defaults is itself never missing. */
export const group = <Shape extends z.ZodRawShape>(shape: Shape, description: string) =>
  z
    .strictObject(shape)
    .prefault({} as never)
    .describe(description)

/** Host names in lower case, as a URL parser writes them. */
export const hosts = (description: string) =>
  z
    .array(
      z
        .string()
        .regex(/^(?=.{1,253}$)[a-z0-9_-]+(\.[a-z0-9_-]+)+$/, { error: 'is not a host name in lower case' }),
    )
    .max(200)
    .default([])
    .describe(description)

/** What a member of `named` is called. `constructor` is what every object has anyway. */
export const nameOfMember = z.string().regex(/^(?!constructor$)[a-z0-9][a-z0-9-]{0,39}$/, {
  error: 'is not a name here: lower-case letters, digits and hyphens, at most 40',
})

/** Several of a kind, each under a name that the operator chooses and that stays: a part of paths and of credentials. */
export const named = <Member extends z.ZodType>(member: Member, most: number, description: string) =>
  z
    .record(nameOfMember, member)
    .refine((members) => Object.keys(members).length <= most, { error: `must have at most ${most}` })
    .prefault({} as never)
    .describe(description)

/** A secret: its path belongs into `secretSettings`. In the record it stands sealed, and longer than it is. */
export const secretText = (description: string) => z.string().min(1).max(4096).describe(description)
