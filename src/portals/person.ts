/** Who is at a portal: the person signed in in this browser, or a visit to the sign-in that comes back here. */
import type { RequestContext } from '../http/context.ts'
import { readForm } from '../http/form.ts'
import type { Progress } from '../interaction/decision.ts'
import { ownClientId } from '../interaction/portal-request.ts'
import { proceed } from '../interaction/proceed.ts'
import { refuseForeignOrigin } from '../interaction/steps.ts'
import type { Actor } from '../protocol/audit.ts'
import { type Acr, reaches } from '../protocol/credential.ts'
import { OAuthError } from '../protocol/errors.ts'
import { operatorRole } from '../protocol/management.ts'
import type { Parameters } from '../protocol/parameters.ts'
import type { Subject } from '../protocol/subject.ts'
import { type Change, changeOf } from '../registry/change.ts'
import { randomToken } from '../runtime.ts'
import { type Account, readAccounts } from '../sign-in/accounts.ts'
import { portalAccount } from '../sign-in/portal-account.ts'
import type { Session } from '../stores/shards/subject-decisions.ts'
import { serverOf } from '../tokens/server.ts'
import { standingHere } from '../tokens/standing.ts'

export interface Person {
  readonly account: Account
  readonly session: Session
  /** Their record as their shard has it: roles are those of now. */
  readonly subject: Subject
}

/**
 * One hop. Where nobody is signed in, or several are and nothing says who is meant: the way to the sign-in, which
 * returns to `path`.
 * @param path a page of a portal; the one asked for unless said otherwise
 */
export async function personAt(c: RequestContext, path = pathOf(c)): Promise<Person | Response> {
  const account = portalAccount(c, await readAccounts(c))
  if (account) {
    const outcome = await serverOf(c).stores.subjects.session(account.home, account.session, ownClientId)
    if (outcome.kind === 'live' && (await standingHere(c, outcome.subject)) === 'good')
      return { account, session: outcome.session, subject: outcome.subject }
  }
  return visitPortal(c, path)
}

export const pathOf = (c: RequestContext): string => {
  const { pathname, search } = new URL(c.req.url)
  return pathname + search
}

/**
 * Sends the person to sign in, or to choose an account, and back to that path of ours.
 * @param maxAge seconds: who signed in longer ago does so again
 * @param acr how strong the sign-in must be
 */
export const visitPortal = (
  c: RequestContext,
  path: string,
  progress: Progress = {},
  maxAge?: number,
  acr?: Acr,
): Promise<Response> => {
  const parameters: Record<string, string> = {
    ...(maxAge !== undefined && { max_age: String(maxAge) }),
    ...(acr !== undefined && { acr_values: acr }),
  }
  return proceed(c, { id: randomToken(6), portal: path, parameters, progress })
}

/** What an operator may do counts only of who has proven themself twice. */
export const hasRole = (person: Person, role: string): boolean =>
  person.subject.roles.includes(role) && (role !== operatorRole || reaches(person.session.acr, '2'))

/** Whether they are an operator, however they signed in. */
export const isOperator = ({ subject }: Person): boolean => subject.roles.includes(operatorRole)

/** What every form of a portal carries in `token`: it is good in the session it was shown in, and in no other. */
export function formToken(c: RequestContext, { session }: Person): Promise<string> {
  return serverOf(c).sealer.seal<FormToken>(
    'form',
    { session: session.id },
    { now: c.get('now'), expiresAt: session.expiresAt },
  )
}

interface FormToken {
  readonly session: string
}

/**
 * The form that was posted, once it is proven to come from a page of ours that this very session was shown.
 * @throws {OAuthError} invalid_request
 */
export async function readPersonForm(c: RequestContext, { session }: Person): Promise<Parameters> {
  refuseForeignOrigin(c)
  const form = (await readForm(c.req.raw)).assertSingle()
  const opened = await serverOf(c).sealer.open<FormToken>('form', form.get('token') ?? '', c.get('now'))
  if (opened?.payload.session !== session.id || opened.expired) {
    throw new OAuthError('invalid_request', {
      description: 'This form belongs to another sign-in. Open the page again, then send it once more',
    })
  }
  return form
}

/** The person, for the audit trail. */
export const actorOf = ({ subject }: Person): Actor => ({
  kind: 'person',
  id: subject.sub,
  name: subject.user_id,
})

/** A change that this person makes. */
export const changeBy = (c: RequestContext, person: Person): Change => changeOf(c, actorOf(person))
