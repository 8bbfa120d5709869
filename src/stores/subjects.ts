/** The way to the subject shards: every method is one hop to the home that its first argument names. */
import type { Config } from '../config.ts'
import type { Cause } from '../protocol/audit.ts'
import type { Subject } from '../protocol/subject.ts'
import { callShard } from './shards/call.ts'
import { regionOf } from './shards/home.ts'
import type { SubjectShard } from './shards/subject.ts'
import type { Belongings, Ending } from './shards/subject-belongings.ts'
import type {
  Approval,
  RedeemCommand,
  RefreshCommand,
  Session,
  StartCommand,
} from './shards/subject-decisions.ts'
import type {
  EndedSession,
  GrantOutcome,
  RedeemOutcome,
  RefreshOutcome,
  SessionOutcome,
} from './shards/subject-outcomes.ts'

export class Subjects {
  readonly #namespace: DurableObjectNamespace<SubjectShard>

  constructor(
    namespace: DurableObjectNamespace<SubjectShard>,
    { jurisdiction }: Pick<Config, 'jurisdiction'>,
  ) {
    // Only asked for when set: local workerd has no jurisdictions and throws.
    this.#namespace = jurisdiction === undefined ? namespace : namespace.jurisdiction(jurisdiction)
  }

  signIn(
    home: string,
    subject: Subject,
    session: Session,
    replaces: string | undefined,
    clientId: string,
    cause: Cause,
  ): Promise<SessionOutcome> {
    return this.#call(home, (shard) => shard.signIn(subject, session, replaces, clientId, cause))
  }

  /** @param kept the private id of a session that is about to be renewed */
  update(home: string, subjects: readonly Subject[], kept?: string): Promise<void> {
    return this.#call(home, (shard) => shard.update(subjects, kept))
  }

  session(home: string, sessionId: string, clientId: string): Promise<SessionOutcome> {
    return this.#call(home, (shard) => shard.session(sessionId, clientId))
  }

  /** Undefined where there was no such session, or where the shard is of an older version. */
  endSession(home: string, sessionId: string, cause: Cause): Promise<EndedSession | undefined> {
    return this.#call(home, (shard) => shard.endSession(sessionId, cause))
  }

  join(home: string, sessionId: string, clientId: string): Promise<void> {
    return this.#call(home, (shard) => shard.join(sessionId, clientId))
  }

  /** `remembered`: for the next time too. */
  consent(
    home: string,
    {
      sub,
      clientId,
      scopes,
      remembered,
    }: { sub: string; clientId: string; scopes: readonly string[]; remembered: boolean },
    cause: Cause,
  ): Promise<void> {
    return this.#call(home, (shard) => shard.consent(sub, clientId, scopes, cause, remembered))
  }

  redeem(home: string, command: RedeemCommand): Promise<RedeemOutcome> {
    return this.#call(home, (shard) => shard.redeem(command))
  }

  approve(home: string, approval: Approval): Promise<boolean> {
    return this.#call(home, (shard) => shard.approve(approval))
  }

  redeemApproval(
    home: string,
    command: { attempt: string; approvalId: string; cause: Cause },
  ): Promise<RedeemOutcome> {
    return this.#call(home, (shard) => shard.redeemApproval(command))
  }

  start(home: string, subject: Subject, command: StartCommand): Promise<RedeemOutcome> {
    return this.#call(home, (shard) => shard.start(subject, command))
  }

  refresh(home: string, command: RefreshCommand): Promise<RefreshOutcome> {
    return this.#call(home, (shard) => shard.refresh(command))
  }

  grant(home: string, grantId: string, tokenId: string): Promise<GrantOutcome> {
    return this.#call(home, (shard) => shard.grant(grantId, tokenId))
  }

  isRevoked(home: string, tokenId: string): Promise<boolean> {
    return this.#call(home, (shard) => shard.isRevoked(tokenId))
  }

  revokeToken(
    home: string,
    tokenId: string,
    endsAt: number,
    of: { clientId: string; sub?: string },
    cause: Cause,
  ): Promise<void> {
    return this.#call(home, (shard) => shard.revokeToken(tokenId, endsAt, of, cause))
  }

  revokeGrant(home: string, grantId: string, clientId: string, cause: Cause): Promise<void> {
    return this.#call(home, (shard) => shard.revokeGrant(grantId, clientId, cause))
  }

  belongings(home: string, sub: string): Promise<Belongings> {
    return this.#call(home, (shard) => shard.belongings(sub))
  }

  end(home: string, sub: string, ending: Ending, cause: Cause): Promise<number> {
    return this.#call(home, (shard) => shard.end(sub, ending, cause))
  }

  #call<T>(home: string, call: (shard: DurableObjectStub<SubjectShard>) => Promise<unknown>): Promise<T> {
    const region = regionOf(home)
    const options = region === undefined || region === 'me' ? {} : { locationHint: region }
    // What comes back over RPC is plain data; its types there are wrapped beyond recognition.
    return callShard(() => this.#namespace.get(this.#namespace.idFromName(home), options), call as never)
  }
}
