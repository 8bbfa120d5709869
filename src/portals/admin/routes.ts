/** The operator's console: which page is where, and who may come in. */
import { operatorRole } from '../../protocol/management.ts'
import { hasRole } from '../person.ts'
import { type LatePortalHandler, type PortalDefinition, portalRoutes } from '../portal.ts'
import { sayRefusals as desk } from '../refusals.ts'
import { grave } from './desk.ts'

const portal: PortalDefinition = {
  portal: '/admin',
  places: [
    { name: 'Overview', href: '/admin' },
    { name: 'Clients', href: '/admin/clients' },
    { name: 'APIs', href: '/admin/apis' },
    { name: 'People', href: '/admin/people' },
    { name: 'Sign-in', href: '/admin/sign-in' },
    { name: 'Keys', href: '/admin/keys' },
    { name: 'Audit trail', href: '/admin/audit' },
    { name: 'Settings', href: '/admin/settings' },
    { name: 'Health', href: '/admin/health' },
  ],
  // The role is what counts: `user_type: admin` alone opens nothing.
  refusal: (_, person) =>
    hasRole(person, operatorRole)
      ? undefined
      : 'The console is for people with the role “admin”, and your account does not have it. An operator can give it to you.',
}

const page = (load: LatePortalHandler, send?: LatePortalHandler) => ({
  GET: desk(load),
  ...(send && { POST: desk(send) }),
})

const table = {
  '/admin/welcome': page(
    async () => (await import('./welcome.ts')).showWelcome,
    grave(async () => (await import('./welcome.ts')).submitWelcome),
  ),
  '/admin/audit': page(async () => (await import('./audit.ts')).showAudit),
  '/admin/audit/export': page(grave(async () => (await import('./audit.ts')).exportAudit)),
  '/admin/settings': page(
    grave(async () => (await import('./settings.ts')).showSettings),
    grave(async () => (await import('./settings.ts')).submitSettings),
  ),
  '/admin/settings/export': page(grave(async () => (await import('./settings.ts')).exportSettingsFile)),
  '/admin/sign-in': page(
    grave(async () => (await import('./sign-in.ts')).showSignIn),
    grave(async () => (await import('./sign-in.ts')).submitSignIn),
  ),
  '/admin/sign-in/providers': page(async () => (await import('./providers.ts')).showProviders),
  '/admin/sign-in/providers/new': page(
    grave(async () => (await import('./providers.ts')).showNewProvider),
    grave(async () => (await import('./providers.ts')).submitNewProvider),
  ),
  '/admin/sign-in/providers/:member': page(
    grave(async () => (await import('./providers.ts')).showProvider),
    grave(async () => (await import('./providers.ts')).submitProvider),
  ),
  '/admin/sign-in/directories': page(async () => (await import('./directories.ts')).showDirectories),
  '/admin/sign-in/directories/new': page(
    grave(async () => (await import('./directories.ts')).showNewDirectory),
    grave(async () => (await import('./directories.ts')).submitNewDirectory),
  ),
  '/admin/sign-in/directories/:member': page(
    grave(async () => (await import('./directories.ts')).showDirectory),
    grave(async () => (await import('./directories.ts')).submitDirectory),
  ),
  '/admin/sign-in/mail': page(
    grave(async () => (await import('./mail.ts')).showMail),
    grave(async () => (await import('./mail.ts')).submitMail),
  ),
  '/admin/sign-in/sign-up': page(
    grave(async () => (await import('./sign-up.ts')).showSignUp),
    grave(async () => (await import('./sign-up.ts')).submitSignUp),
  ),
  '/admin/look': page(
    grave(async () => (await import('./look.ts')).showLook),
    grave(async () => (await import('./look.ts')).submitLook),
  ),
  '/admin/people': page(async () => (await import('./people.ts')).showPeople),
  '/admin/people/new': page(
    grave(async () => (await import('./people.ts')).showNewPerson),
    grave(async () => (await import('./people.ts')).submitNewPerson),
  ),
  '/admin/people/:person': page(
    async () => (await import('./person.ts')).showPerson,
    async () => (await import('./person.ts')).submitPerson,
  ),
  '/admin/clients/registration': page(
    async () => (await import('./registration.ts')).showRegistration,
    grave(async () => (await import('./registration.ts')).submitRegistration),
  ),
  '/admin/clients': page(async () => (await import('./clients.ts')).showClients),
  '/admin/clients/new': page(
    async () => (await import('./clients.ts')).showNewClient,
    async () => (await import('./clients.ts')).submitNewClient,
  ),
  '/admin/clients/:client': page(
    async () => (await import('./client.ts')).showClient,
    async () => (await import('./client.ts')).submitClient,
  ),
  '/admin/clients/:client/edit': page(
    async () => (await import('./clients.ts')).showEditClient,
    async () => (await import('./clients.ts')).submitEditClient,
  ),
  '/admin/apis': page(async () => (await import('./apis.ts')).showApis),
  '/admin/apis/new': page(
    async () => (await import('./apis.ts')).showNewApi,
    async () => (await import('./apis.ts')).submitNewApi,
  ),
  '/admin/apis/:api': page(
    async () => (await import('./api.ts')).showApi,
    async () => (await import('./api.ts')).submitApi,
  ),
  '/admin/keys': page(
    async () => (await import('./keys.ts')).showKeys,
    grave(async () => (await import('./keys.ts')).submitKeys),
  ),
  '/admin/health': page(async () => (await import('./health.ts')).showHealth),
  '/admin': page(async () => (await import('./overview.ts')).showOverview),
}

export const adminRoutes = portalRoutes(portal, table)
