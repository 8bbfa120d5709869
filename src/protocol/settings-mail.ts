/** Settings: the mail that this server sends, and how people become somebody here by themselves. */
import * as z from 'zod'
import { readMailAddress } from './mail-address.ts'
import { group, hosts } from './setting-schemas.ts'
import { userTypes } from './subject.ts'

const address = z
  .string()
  .max(254)
  .refine((value) => readMailAddress(value) === value, { error: 'is not an email address' })

export const mailSettings = group(
  {
    from: address
      .optional()
      .describe('address that mail is sent from, of a domain that may send; without it no mail is sent'),
    from_name: z
      .string()
      .trim()
      .min(1)
      .max(60)
      .optional()
      .describe('name beside it; the name of the server where none is set'),
    reply_to: address.optional().describe('where answers go; to the sender where none is set'),
  },
  'mail to people; it also needs the binding `EMAIL`',
)

export const signUpModes = ['off', 'open', 'domains', 'invitation'] as const

const page = (description: string) =>
  z
    .string()
    .max(2048)
    .regex(/^https:\/\/[^\s]+$/, { error: 'is not an https address' })
    .refine((value) => URL.canParse(value), { error: 'is not an https address' })
    .optional()
    .describe(description)

export const signUpSettings = group(
  {
    mode: z
      .enum(signUpModes)
      .default('off')
      .describe(
        'who makes an account by themselves: nobody, everybody, whoever has an address of one of `domains`, or whoever has an invitation; all but the last need mail',
      ),
    domains: hosts('email domains of `domains`, each exactly'),
    user_type: z.enum(userTypes).default('customer').describe('what they are then'),
    terms: page('terms that they agree to'),
    privacy: page('what is done with their data'),
  },
  'accounts that people make by themselves',
)
