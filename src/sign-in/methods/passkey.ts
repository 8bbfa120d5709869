/**
 * A passkey (WebAuthn), for which no login is typed; or as a second step. Whatever is wrong with one is said in the same
 * sentence.
 */
import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import { randomToken, seconds } from '../../runtime.ts'
import { type PasskeyRecord, readPasskeyJson, userHandle } from '../passkeys.ts'
import type { Refusal, Retry, SignInMethod } from '../sign-in-method.ts'

export const passkey: SignInMethod = {
  value: 'passkey',
  name: 'passkey',
  steps: ['first', 'second'],
  level: 'phr',
  offered: (_, user) => user === undefined || user.credentials.includes('passkey'),

  /** `allow`: in a second step, whose passkeys will do. */
  async prepare({ user }, { stores }) {
    const own = user && (await stores.credentials.of(user.sub, 'passkey'))
    return { challenge: randomToken(), ...(own && { allow: own.map(({ id }) => id) }) }
  },

  async complete({ form, now, kept, user: known, background }, server) {
    const { attempts, credentials, users } = server.stores
    const response = readPasskeyJson<AuthenticationResponseJSON>(form.get('assertion'))
    if (!response) return { kind: 'retry', status: 400, problem: ['passkey.none'] }

    const stored = await credentials.find<PasskeyRecord>('passkey', response.id)
    if (!stored || (known && stored.sub !== known.sub)) return refused('wrong_credentials', known?.sub)
    const { sub, record } = stored
    if (!(await namesOwner(response, sub, known !== undefined))) return refused('wrong_credentials', sub)
    const { challenge } = kept ?? {}
    if (typeof challenge !== 'string') return refused('expired', sub)
    const { checkAssertion } = await import('../webauthn.ts')
    const checked = await checkAssertion(server, response, { record, challenge })
    if (!checked) return refused('wrong_credentials', sub)
    // WebAuthn §13.4.3: a challenge is taken once; what it was sealed into has ended by then.
    const over = seconds(now) + server.settings.lifetimes.interaction
    if (!(await attempts.firstSeen(`passkey|${challenge}`, over))) return refused('replayed', sub)

    const user = known ?? (await users.findBySub(sub))
    if (user?.status !== 'active') return refused('disabled', sub)
    // WebAuthn §7.2, step 22: those without a counter always say 0.
    const grew = !record.cloned && (await credentials.use('passkey', response.id, checked.counter, now, true))
    if (!grew) {
      // Whoever has the copy must not go on until its counter has caught up.
      if (!record.cloned) await revise({ cloned: true })
      return { ...refused('cloned_authenticator', sub), problem: ['passkey.cloned'] }
    }
    if (checked.backedUp !== record.backed_up) background(revise({ backed_up: checked.backedUp }))
    // RFC 8176 §2: by a key, which one device holds or several; and the authenticator verified the person.
    return { kind: 'authenticated', user, amr: [record.synced ? 'swk' : 'hwk', 'user', 'mfa'] }

    async function revise(change: Partial<PasskeyRecord>) {
      await credentials.revision(sub, 'passkey', response?.id ?? '', { ...record, ...change }).run()
    }
  },
}

/** WebAuthn §7.2, step 6: where nobody was known before, the authenticator says whose it is. */
async function namesOwner(
  { response }: AuthenticationResponseJSON,
  sub: string,
  isKnown: boolean,
): Promise<boolean> {
  const said: unknown = response?.userHandle
  return (isKnown && said == null) || said === (await userHandle(sub))
}

const refused = (why: Refusal, subject: string | undefined): Retry => ({
  kind: 'retry',
  status: 400,
  problem: ['passkey.wrong'],
  refused: { why, ...(subject !== undefined && { subject }) },
})
