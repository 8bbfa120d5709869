/** Before what a stolen session must not do: a recent sign-in. */
import { type Acr, reaches } from '../protocol/credential.ts'
import { seconds } from '../runtime.ts'
import { visitPortal } from './person.ts'
import type { Visit } from './portal.ts'

export interface Recently {
  /** Seconds since the sign-in, to open a page from which something grave is done. */
  readonly toOpen: number
  /** The same to send its form: whoever filled it in needs a while. */
  readonly toSend: number
}

/**
 * @param acr how strong the sign-in must have been
 * @returns the way to the sign-in, and from there back to this page; undefined where the last one is recent
 */
export async function askAgain(
  { c, person }: Visit,
  { toOpen, toSend }: Recently,
  path = c.req.path,
  acr: Acr = '1',
): Promise<Response | undefined> {
  const age = seconds(c.get('now')) - person.session.authTime
  const isRecent = age <= (c.req.method === 'POST' ? toSend : toOpen)
  if (isRecent && reaches(person.session.acr, acr)) return undefined
  return visitPortal(c, path, {}, toOpen, acr)
}
