/** The end of an account, by whoever owns it. */
import { AccountDeletedPage, DeleteAccountPage } from '../../pages/account/delete.tsx'
import { listClients } from '../../registry/clients.ts'
import { deleteOwnAccount } from '../../registry/own-account.ts'
import { listResources } from '../../registry/resources.ts'
import { normalizeLogin } from '../../stores/users.ts'
import { isOperator } from '../person.ts'
import { message, show, type Visit } from '../portal.ts'
import { askAgain } from '../recent.ts'
import { changeAccount, minutesAgo, ownChange, subOf } from './own.ts'

function refusal(visit: Visit): Response | undefined {
  if (!visit.server.settings.account_page.delete_account)
    return message(visit, 403, visit.frame.t('portal.not_open'), visit.frame.t('data.delete_by_others'))
  if (isOperator(visit.person))
    return message(visit, 403, visit.frame.t('portal.not_open'), visit.frame.t('delete.operator'))
  return undefined
}

export async function showDelete(visit: Visit): Promise<Response> {
  return refusal(visit) ?? (await askAgain(visit, minutesAgo)) ?? deletePage(visit)
}

export async function submitDelete(visit: Visit): Promise<Response> {
  const stop = refusal(visit) ?? (await askAgain(visit, minutesAgo))
  if (stop) return stop
  const { user_id: login } = visit.person.subject
  if (normalizeLogin(visit.form.get('login') ?? '') !== normalizeLogin(login))
    return deletePage(visit, visit.frame.t('delete.wrong_login'))
  await deleteOwnAccount(visit.server, ownChange(visit), subOf(visit))
  await changeAccount(visit, 'removed')
  visit.c.get('log').what = 'account_deleted'
  return show(visit, AccountDeletedPage({ t: visit.frame.t }))
}

async function deletePage(visit: Visit, problem?: string): Promise<Response> {
  const { server, frame, person } = visit
  const owned = { owner: subOf(visit), limit: 100 }
  const [clients, apis] = await Promise.all([listClients(server, owned), listResources(server, owned)])
  const names = [
    ...clients.items.map(({ client }) => client.client_name),
    ...apis.items.map(({ resource }) => resource.name),
  ]
  const page = DeleteAccountPage({
    frame,
    login: person.subject.user_id,
    owns: names,
    retentionDays: server.settings.audit_retention_days,
    problem,
  })
  return show(visit, page, problem === undefined ? 200 : 400)
}
