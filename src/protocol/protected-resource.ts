/** A protected resource: an API that accepts access tokens, and the scopes it understands. */
import * as z from 'zod'

const schema = z.strictObject({
  /** The `aud` of its access tokens: an absolute URI without a fragment (RFC 8707 §2), short enough to be a key in KV. */
  identifier: z
    .string()
    .regex(/^[\x21-\x7e]{1,450}$/)
    .refine((value) => URL.canParse(value) && !value.includes('#'), {
      error: 'must be an absolute URI without a fragment',
    }),
  name: z.string().min(1).max(200),
  /** Scope to the sentence that the consent page shows for it. */
  scopes: z.record(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/), z.string().min(1).max(300)),
})

export type ProtectedResource = Readonly<z.infer<typeof schema>>

/** @throws {z.ZodError} */
export const parseProtectedResource = (input: unknown): ProtectedResource => schema.parse(input)
