/** A person's record as it is written: by an operator, by a script, from another server. */
import * as z from 'zod'
import { isCommonPassword } from './common-passwords.ts'
import { type StandardClaims, userTypes } from './subject.ts'

const text = (most: number) =>
  z.string().refine((value) => value.trim() !== '' && value.length <= most && !/\p{Cc}/u.test(value), {
    error: `must be 1 to ${most} characters, without control characters`,
  })
const webUrl = z
  .string()
  .max(2048)
  .refine((value) => URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol), {
    error: 'must be an http or https URL',
  })

/** OpenID Connect Core §5.1 */
export const standardClaims = z.strictObject({
  name: text(200).optional(),
  given_name: text(200).optional(),
  family_name: text(200).optional(),
  middle_name: text(200).optional(),
  nickname: text(200).optional(),
  preferred_username: text(200).optional(),
  profile: webUrl.optional(),
  picture: webUrl.optional(),
  website: webUrl.optional(),
  gender: text(100).optional(),
  birthdate: z
    .string()
    .regex(/^(?:\d{4}|\d{4}-\d{2}-\d{2})$/, { error: 'must be YYYY-MM-DD or YYYY' })
    .optional(),
  zoneinfo: text(100).optional(),
  locale: text(35).optional(),
  updated_at: z.int().nonnegative().optional(),
  email: z
    .string()
    .max(254)
    .regex(/^[^\s@]+@[^\s@]+$/, { error: 'must be an email address' })
    .optional(),
  email_verified: z.boolean().optional(),
  phone_number: text(50).optional(),
  phone_number_verified: z.boolean().optional(),
  address: z
    .strictObject({
      formatted: z.string().max(1000).optional(),
      street_address: z.string().max(500).optional(),
      locality: text(200).optional(),
      region: text(200).optional(),
      postal_code: text(50).optional(),
      country: text(100).optional(),
    })
    .optional(),
})

export const tooCommon = 'must not be one of those that are guessed first'

export const password = z
  .string()
  .min(12, { error: 'must be at least 12 characters' })
  .max(1024, { error: 'must be at most 1024 characters' })
  .refine((value) => !isCommonPassword(value), { error: tooCommon })

/** `sub`: what applications know the person by. It never changes and is never given to somebody else. */
export const sub = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, { error: 'must be 1 to 255 ASCII characters without spaces' }) // Core §2

export const personFields = z.strictObject({
  /** The name they sign in with. */
  user_id: text(200),
  user_type: z.enum(userTypes),
  roles: z
    .array(
      z.string().regex(/^[\x21-\x7e]{1,100}$/, { error: 'must be 1 to 100 ASCII characters without spaces' }),
    )
    .max(100)
    .default([]),
  status: z.enum(['active', 'disabled']).default('active'),
  claims: standardClaims.default({}),
})

export type PersonInput = z.input<typeof personFields>
export type PersonFields = Omit<z.infer<typeof personFields>, 'claims'> & { claims: StandardClaims }

/** @throws {z.ZodError} with a path that names each faulty field */
export const parsePerson = (input: unknown): PersonFields => personFields.parse(input) as PersonFields
