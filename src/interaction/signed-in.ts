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
import type { Interaction } from './interaction.ts'
import { linkProven } from './link.ts'
import { proceed, type State } from './proceed.ts'
import type { Way } from './ways.ts'

export interface Proof {
  readonly user: User
  readonly amr: readonly string[]
  readonly step: StepOfProof
  readonly way: Way
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
  const needed = neededAcr(
    { acrValues: level ? [level] : request.acr.values, forOperators: request.forOperators },
    user,
    server.settings,
  )
  if (!reaches(acrOf(amr), needed)) {
    const ways = [...(before?.ways ?? []), way.method.value]
    const proven = { sub: user.sub, amr, ways, at: seconds(c.get('now')) }
    c.get('log').what = 'first_factor'
    const { choosing, linking } = interaction.progress
    const progress = {
      ...(choosing && { choosing }),
      ...(linking && { linking }),
      ...(level && { level }),
      proven,
    }
    return proceed(c, { ...interaction, progress })
  }
  c.get('log').what = 'signed_in'
  const clientId = interaction.parameters.client_id ?? ''
  const { account, outcome } = await beginSession(c, { user, amr }, clientId)
  await linkProven(c, interaction.progress.linking, user)
  noteCount(c, { what: 'sign_in', key: way.method.value, ...(clientId !== '' && { client: clientId }) })
  const others = (await readAccounts(c)).filter((other) => other.sub !== account.sub)
  const next = { ...interaction, progress: { session: account.session, authenticated: true } }
  return show?.(next) ?? proceed(c, next, undefined, { accounts: [account, ...others], outcome })
}
