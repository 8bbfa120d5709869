/** A proof was given: a session begins with it, or it is kept until a second one makes it enough. */
import type { RequestContext } from '../http/context.ts'
import { acrOf, amrOf, reaches } from '../protocol/credential.ts'
import { seconds } from '../runtime.ts'
import { readAccounts } from '../sign-in/accounts.ts'
import { neededAcr } from '../sign-in/level.ts'
import { beginSession } from '../sign-in/session.ts'
import type { StepOfProof } from '../sign-in/sign-in-method.ts'
import type { User } from '../stores/users.ts'
import { noteCount } from '../tokens/note.ts'
import { serverOf } from '../tokens/server.ts'
import { wantedBy } from './acr-request.ts'
import { isTooOld } from './freshness.ts'
import type { Interaction } from './interaction.ts'
import { linkProven } from './link.ts'
import { proceed, type State } from './proceed.ts'
import type { Way } from './ways.ts'

export interface Proof {
  readonly user: User
  readonly amr: readonly string[]
  readonly step: StepOfProof
  readonly way: Way
  /** NumericDate; now where it is not said. */
  readonly authTime?: number | undefined
}

/**
 * The one place at which a sign-in at our pages becomes a session.
 * @param show a page that comes before what comes next
 */
export async function advance(
  c: RequestContext,
  state: State,
  proof: Proof,
  show?: (interaction: Interaction) => Promise<Response>,
): Promise<Response> {
  const { interaction, request, raising } = state
  const { user, step, way } = proof
  const { level } = interaction.progress
  const server = serverOf(c)
  const before = step === 'second' ? raising : undefined
  const amr = before ? amrOf(before.amr, proof.amr) : proof.amr
  const ways = [...(before?.ways ?? []), way.method.value]
  const now = seconds(c.get('now'))
  const authTime = step === 'second' ? now : (proof.authTime ?? now)
  const asked = neededAcr(wantedBy(request, level), user, server.settings)
  // What a provider cannot say to be recent, a factor of theirs that is here makes up for.
  const isTooLittle = isTooOld(request, authTime, now) && !reaches(asked, '2')
  const needed = isTooLittle ? '2' : asked
  if (!reaches(acrOf(amr), needed)) {
    const proven = { sub: user.sub, amr, ways, at: now }
    c.get('log').what = 'first_factor'
    const { choosing, linking } = interaction.progress
    const progress = {
      ...(choosing && { choosing }),
      ...(linking && { linking }),
      ...(isTooLittle ? { level: needed } : level && { level }),
      proven,
    }
    return proceed(c, { ...interaction, progress })
  }
  c.get('log').what = 'signed_in'
  const clientId = interaction.parameters.client_id ?? ''
  const { account, outcome } = await beginSession(c, { user, amr, methods: ways, authTime }, clientId)
  await linkProven(c, interaction.progress.linking, user)
  noteCount(c, { what: 'sign_in', key: way.method.value, ...(clientId !== '' && { client: clientId }) })
  const others = (await readAccounts(c)).filter((other) => other.sub !== account.sub)
  const next = { ...interaction, progress: { session: account.session, authenticated: true } }
  return show?.(next) ?? proceed(c, next, undefined, { accounts: [account, ...others], outcome })
}
