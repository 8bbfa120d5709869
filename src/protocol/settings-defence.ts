/** Settings: how guessing is slowed, which browsers are known, and the challenge that may come after failures. */
import * as z from 'zod'
import { day, group, seconds, secretText } from './setting-schemas.ts'

const limit = (description: string, [free, longest, forget]: readonly [number, number, number]) =>
  group(
    {
      free: z.int().min(1).max(1_000).default(free).describe('failures that cost nothing'),
      longest_wait: seconds(1, 600, longest, 'longest wait between two tries, in seconds'),
      forget_after: seconds(60, day, forget, 'seconds without a try after which all is forgotten'),
    },
    description,
  )

export const throttleSettings = group(
  {
    account: limit('wrong passwords at one account', [5, 60, 3_600]),
    // A million of them, and whoever guesses has the password already: the same pace would be too fast.
    code: limit('wrong one-time and recovery codes at one account, and in one sign-in', [5, 300, day]),
    address: limit('wrong passwords and codes from one address', [100, 30, 600]),
  },
  'how guessing is slowed',
)

export const knownDevicesSettings = group(
  {
    days: z
      .int()
      .min(0)
      .max(400)
      .default(180)
      .describe('days without a sign-in after which a browser is forgotten; 0: none is known'),
    tries: z
      .int()
      .min(1)
      .max(100)
      .default(5)
      .describe(
        'failures at once that a known browser has of its own, while its account is being guessed at',
      ),
    notice: z
      .boolean()
      .default(true)
      .describe('whether people get an email when somebody signs in to their account from another browser'),
  },
  'browsers that somebody has signed in with before: guessing from elsewhere does not make them wait',
)

export const turnstileSettings = z
  .strictObject({
    site_key: z
      .string()
      .regex(/^[0-9A-Za-z_-]{10,100}$/, { error: 'is not a site key of Turnstile' })
      .describe('site key of the widget'),
    secret_key: secretText('secret key of the widget'),
    after_failures: z
      .int()
      .min(1)
      .max(1_000)
      .default(3)
      .describe('failures at one account after which who passes the challenge does not wait, and others do'),
    when_unreachable: z
      .enum(['let_pass', 'refuse'])
      .default('let_pass')
      .describe(
        'what becomes of an answer to the challenge while Cloudflare does not say whether it is right',
      ),
  })
  .optional()
  .describe('the challenge of Cloudflare Turnstile, after failures and at sign-up; none unless this is set')
