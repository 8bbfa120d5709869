/** The menu under a person's name at every portal: use another account here, or sign out of this one. */
import type { RequestContext } from '../http/context.ts'
import { causeOf } from '../http/origin.ts'
import { portalPath } from '../protocol/portal-path.ts'
import { readAccounts, writeAccounts } from '../sign-in/accounts.ts'
import { serverOf } from '../tokens/server.ts'
import { personAt, readPersonForm, visitPortal } from './person.ts'

export async function submitPortalAccount(c: RequestContext): Promise<Response> {
  const person = await personAt(c, '/account')
  if (person instanceof Response) return person
  const form = await readPersonForm(c, person)
  const path = portalPath(form.get('path') ?? '')?.path ?? '/account'
  if (form.get('action') === 'switch') return visitPortal(c, path, { choosing: 'account' })

  const { account } = person
  await serverOf(c).stores.subjects.endSession(account.home, account.session, causeOf(c))
  await writeAccounts(
    c,
    (await readAccounts(c)).filter(({ sub }) => sub !== account.sub),
  )
  c.get('log').what = 'signed_out'
  c.header('Cache-Control', 'no-store')
  return c.redirect('/', 303)
}
