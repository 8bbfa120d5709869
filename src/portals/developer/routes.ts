/** The developer portal: which page is where, and who may come in. */
import { hasRole } from '../person.ts'
import { type PortalDefinition, portalRoutes } from '../portal.ts'
import { ofApp } from './own.ts'

const portal: PortalDefinition = {
  portal: '/developer',
  places: [
    { name: 'Applications', href: '/developer' },
    { name: 'APIs', href: '/developer/apis' },
    { name: 'Documentation', href: '/docs/register-an-app' },
  ],
  refusal({ settings }, person) {
    switch (settings.developer_access) {
      case 'everyone':
        return undefined
      case 'role':
        return hasRole(person, 'developer')
          ? undefined
          : 'Applications are registered here by people with the role “developer”, and your account does not have it. Whoever runs this server can give it to you.'
      case 'nobody':
        return 'Applications are registered by whoever runs this server; ask them for what you need.'
    }
  },
}

export const developerRoutes = portalRoutes(portal, {
  '/developer': { GET: async () => (await import('./apps.ts')).showApps },
  '/developer/apps/new': {
    GET: async () => (await import('./new-app.ts')).showNewApp,
    POST: async () => (await import('./new-app.ts')).submitNewApp,
  },
  '/developer/apps/:app': { GET: ofApp(async () => (await import('./app.ts')).showApp) },
  '/developer/apps/:app/edit': {
    GET: ofApp(async () => (await import('./edit-app.ts')).showEditApp),
    POST: ofApp(async () => (await import('./edit-app.ts')).submitEditApp),
  },
  '/developer/apps/:app/secrets': { POST: ofApp(async () => (await import('./app.ts')).submitSecret) },
  '/developer/apps/:app/secrets/remove': {
    POST: ofApp(async () => (await import('./app.ts')).submitSecretRemoval),
  },
  '/developer/apps/:app/disconnect': { POST: ofApp(async () => (await import('./app.ts')).submitDisconnect) },
  '/developer/apps/:app/owners': { POST: ofApp(async () => (await import('./owners.ts')).inviteToApp) },
  '/developer/apps/:app/owners/remove': {
    POST: ofApp(async () => (await import('./owners.ts')).removeFromApp),
  },
  '/developer/apps/:app/delete': {
    GET: ofApp(async () => (await import('./delete-app.ts')).showDeleteApp),
    POST: ofApp(async () => (await import('./delete-app.ts')).submitDeleteApp),
  },
  '/developer/invitation': {
    GET: async () => (await import('./owners.ts')).showInvitation,
    POST: async () => (await import('./owners.ts')).submitInvitation,
  },
})
