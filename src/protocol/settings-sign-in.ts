/** Which ways to sign in there are, for whom, and how much proof it takes. */
import * as z from 'zod'
import { signInMethodNames } from './credential.ts'
import { group, hosts, nameOfMember } from './setting-schemas.ts'

const methodsOf = (who: string) =>
  z
    .array(z.enum(signInMethodNames))
    .min(1)
    .max(signInMethodNames.length)
    .refine((names) => new Set(names).size === names.length, { error: 'names one twice' })
    .default([...signInMethodNames])
    .describe(`first steps that ${who} may take; each only where it is configured`)

const secondFactorOf = (who: string) =>
  z.enum(['optional', 'required']).default('optional').describe(`whether ${who} must have a second factor`)

const realm = z
  .strictObject({
    domains: hosts('domains of e-mail addresses').refine((domains) => domains.length > 0, {
      error: 'names none',
    }),
    directory: nameOfMember.optional(),
    provider: nameOfMember.optional(),
  })
  .refine(({ directory, provider }) => (directory === undefined) !== (provider === undefined), {
    error: 'leads to a directory or to a provider, to one of them',
  })

export const signInSettings = group(
  {
    methods: group(
      {
        employee: methodsOf('employees'),
        customer: methodsOf('customers'),
        partner: methodsOf('partners'),
        admin: methodsOf('people of type admin'),
      },
      'ways to sign in, by the type of the person',
    ),
    second_factor: group(
      {
        employee: secondFactorOf('employees'),
        customer: secondFactorOf('customers'),
        partner: secondFactorOf('partners'),
        admin: secondFactorOf('people of type admin'),
      },
      'who must prove themselves twice, whatever is asked for; who has the role admin must at the console in any case',
    ),
    realms: z
      .array(realm)
      .max(100)
      .refine(
        (realms) =>
          new Set(realms.flatMap((each) => each.domains)).size ===
          realms.flatMap((each) => each.domains).length,
        {
          error: 'names a domain twice',
        },
      )
      .default([])
      .describe('which domains of e-mail addresses lead to which directory or provider'),
  },
  'how people sign in',
)
