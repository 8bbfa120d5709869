/** One client: its registration, secrets and owners, and what ends. */
import { ClientPage } from '../../pages/admin/client.tsx'
import {
  addClientSecret,
  type ClientDetails,
  deleteClient,
  endClientGrants,
  removeClientSecret,
  updateClient,
} from '../../registry/clients.ts'
import { conflict } from '../../registry/errors.ts'
import { changeOwner } from '../../registry/owners.ts'
import { resourcesOf } from '../../tokens/target.ts'
import { kindNameOf } from '../developer/app-form.ts'
import { secretName } from '../developer/secret-name.ts'
import { showOnce, takeOnce } from '../once.ts'
import { goTo, missing, show, type Visit } from '../portal.ts'
import { manages } from './client-form.ts'
import { clientOf } from './clients.ts'
import { apiHref, askAgain, changeOfOperator, clientPath, minuteOf } from './desk.ts'
import { findOwner, shownOwners } from './owners.ts'

const notices: Readonly<Record<string, string>> = {
  registered: 'Registered.',
  saved: 'Saved.',
  'add-secret': 'It has a second secret.',
  'remove-secret': 'The secret is removed.',
  'add-owner': 'Added.',
  'remove-owner': 'Removed.',
  'end-grants': 'All its grants have ended.',
  disable: 'The client is disabled.',
  enable: 'The client is active again.',
}

export async function showClient(visit: Visit): Promise<Response> {
  const found = await clientOf(visit)
  return found ? clientPage(visit, found) : missing(visit)
}

const graveActs = new Set(['add-secret', 'delete'])

export async function submitClient(visit: Visit): Promise<Response> {
  const { c, server, person, form } = visit
  const found = await clientOf(visit)
  if (!found) return missing(visit)
  const id = found.client.client_id
  const action = form.get('action') ?? ''
  if (graveActs.has(action) || manages(server, found.client)) {
    const again = await askAgain(visit)
    if (again) return again
  }
  const change = changeOfOperator(visit)
  switch (action) {
    case 'add-secret': {
      const { clientSecret } = await addClientSecret(server, change, id)
      await showOnce(c, person, { of: id, secret: clientSecret })
      break
    }
    case 'remove-secret':
      await removeClientSecret(server, change, id, form.get('secret') ?? '')
      break
    case 'add-owner': {
      const owner = await findOwner(visit)
      if (owner === undefined) return clientPage(visit, found, form.get('login'))
      await changeOwner(server, change, { kind: 'client', id }, { add: owner })
      break
    }
    case 'remove-owner':
      await changeOwner(server, change, { kind: 'client', id }, { remove: form.get('owner') ?? '' })
      break
    case 'end-grants':
      await endClientGrants(server, change, id)
      break
    case 'disable':
    case 'enable':
      await updateClient(server, change, id, { status: action === 'disable' ? 'disabled' : 'active' })
      break
    case 'delete':
      await deleteClient(server, change, id)
      return goTo(visit, '/admin/clients?deleted')
    default:
      throw conflict('This form has no such button')
  }
  return goTo(visit, `${clientPath(id)}?done=${action}`)
}

/** @param nobody a login that was typed and is nobody's */
async function clientPage(visit: Visit, details: ClientDetails, nobody?: string): Promise<Response> {
  const { c, server, frame, person } = visit
  const { client, secrets, owners, createdAt, changedAt, version } = details
  const done = new URL(c.req.url).searchParams.get('done') ?? ''
  const [apis, secret, people] = await Promise.all([
    resourcesOf(server, client, c.get('now')),
    takeOnce(c, person, client.client_id),
    shownOwners(server, owners),
  ])
  const page = ClientPage({
    frame,
    href: clientPath(client.client_id),
    id: client.client_id,
    name: client.client_name,
    logo: client.logo_uri,
    kind: kindNameOf(client),
    tags: [
      ...(client.status === 'disabled' ? ['Disabled'] : []),
      ...(client.first_party ? ['Yours'] : []),
      ...(client.self_registered ? ['Registered itself'] : []),
    ],
    disabled: client.status === 'disabled',
    facts: [
      ...(client.redirect_uris.length > 0 ? [{ term: 'Redirect URIs', values: client.redirect_uris }] : []),
      { term: 'Proves itself by', values: [client.token_endpoint_auth_method] },
      { term: 'Grant types', values: client.grant_types },
      { term: 'May ask for', values: [client.scope.join(' ') || 'nothing'] },
      ...(client.client_uri === undefined ? [] : [{ term: 'Website', values: [client.client_uri] }]),
      ...(client.contacts.length > 0 ? [{ term: 'Contacts', values: client.contacts }] : []),
      { term: 'Registered', values: [minuteOf(createdAt)] },
      { term: 'Changed', values: [`${minuteOf(changedAt)}, version ${version}`] },
    ].map(({ term, values }) => ({ term, values: [...values] })),
    apis: apis.map(({ identifier, name }) => ({ name, href: apiHref(server, identifier) })),
    secret,
    notice: Object.hasOwn(notices, done) ? notices[done] : undefined,
    hasSecrets: client.token_endpoint_auth_method.startsWith('client_secret_'),
    secrets: secrets.map((each) => ({
      id: each.id,
      name: secretName(each, secrets),
      facts: [
        each.createdAt === undefined ? '' : `Made ${minuteOf(each.createdAt)}. `,
        each.lastUsedAt === undefined
          ? 'Not used yet.'
          : `Last used ${minuteOf(each.lastUsedAt)}, to five minutes.`,
        ` In the audit trail: ${each.id}.`,
      ].join(''),
    })),
    owners: people,
    ...(nobody !== undefined && { ownerProblem: 'Nobody here signs in like that.', typedOwner: nobody }),
  })
  return show(visit, page, nobody === undefined ? 200 : 400)
}
