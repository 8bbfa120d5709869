/** The menu under a person's name at every portal: use another account here, or sign out of this one. */
import type { RequestContext } from '../http/context.ts'
import { endHere, signedOut } from '../interaction/signed-out.ts'
import { portalPath } from '../protocol/portal-path.ts'
import { personAt, readPersonForm, visitPortal } from './person.ts'

export async function submitPortalAccount(c: RequestContext): Promise<Response> {
  const person = await personAt(c, '/account')
  if (person instanceof Response) return person
  const form = await readPersonForm(c, person)
  const path = portalPath(form.get('path') ?? '')?.path ?? '/account'
  if (form.get('action') === 'switch') return visitPortal(c, path, { choosing: 'account' })

  const { account } = person
  const ended = await endHere(c, [account])
  c.get('log').what = 'signed_out'
  if (ended.frames.length > 0) return signedOut(c, ended)
  c.header('Cache-Control', 'no-store')
  return c.redirect('/', 303)
}
