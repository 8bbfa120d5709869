/** Whether somebody who came from a directory may still do what they do. Who looks after people's records finds out. */
import type { RequestContext } from '../http/context.ts'
import { originOf } from '../http/origin.ts'
import type { Origin } from '../protocol/audit.ts'
import type { Subject } from '../protocol/subject.ts'
import { type Server, serverOf } from './server.ts'

export interface StandingAsked {
  /** Milliseconds. */
  readonly now: number
  readonly origin: Origin
  background(work: Promise<unknown>): void
}

/**
 * `stopped`: the directory says no, and all that they had has ended. `unreachable`: it has not been heard from for too
 * long; nothing has ended. `unasked`: nobody can ask it, and the sign-in is too long ago.
 */
export type Standing = 'good' | 'stopped' | 'unreachable' | 'unasked'

export type FindStanding = (server: Server, sub: string, asked: StandingAsked) => Promise<Standing>

/** Costs nothing for whoever is from no directory. */
export async function standingOf(
  server: Server,
  { sub, directory }: Pick<Subject, 'sub' | 'directory'>,
  asked: StandingAsked,
): Promise<Standing> {
  return directory === true ? server.findStanding(server, sub, asked) : 'good'
}

/** The same for whoever is at a page of ours. */
export const standingHere = (
  c: RequestContext,
  subject: Pick<Subject, 'sub' | 'directory'>,
): Promise<Standing> =>
  standingOf(serverOf(c), subject, {
    now: c.get('now'),
    origin: originOf(c),
    background: (work) => c.executionCtx.waitUntil(work),
  })
