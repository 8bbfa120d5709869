/** The developer portal: which page is where, and who may come in. */
import { hasRole } from '../person.ts'
import { type PortalDefinition, portalRoutes } from '../portal.ts'
import { ofApi, ofApp } from './own.ts'

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
  '/developer/apps/:app/try': {
    GET: ofApp(async () => (await import('./try-it.ts')).showTry),
    POST: ofApp(async () => (await import('./try-it.ts')).beginTry),
  },
  '/developer/try': { GET: async () => (await import('./try-it.ts')).showTryReturn },
  '/developer/apps/:app/try/token': { POST: ofApp(async () => (await import('./try-it.ts')).finishTry) },
  '/developer/apps/:app/try/itself': { POST: ofApp(async () => (await import('./try-it.ts')).tryItself) },
  '/developer/apps/:app/log': { GET: ofApp(async () => (await import('./log.ts')).showLog) },
  '/developer/apps/:app/delete': {
    GET: ofApp(async () => (await import('./delete-app.ts')).showDeleteApp),
    POST: ofApp(async () => (await import('./delete-app.ts')).submitDeleteApp),
  },
  '/developer/apis': { GET: async () => (await import('./apis.ts')).showApis },
  '/developer/apis/new': {
    GET: async () => (await import('./edit-api.ts')).showNewApi,
    POST: async () => (await import('./edit-api.ts')).submitNewApi,
  },
  '/developer/apis/:api': { GET: ofApi(async () => (await import('./api.ts')).showApi) },
  '/developer/apis/:api/edit': {
    GET: ofApi(async () => (await import('./edit-api.ts')).showEditApi),
    POST: ofApi(async () => (await import('./edit-api.ts')).submitEditApi),
  },
  '/developer/apis/:api/check': {
    GET: ofApi(async () => (await import('./api.ts')).checkToken),
    POST: ofApi(async () => (await import('./api.ts')).checkToken),
  },
  '/developer/apis/:api/unlink': { POST: ofApi(async () => (await import('./api.ts')).submitUnlink) },
  '/developer/apis/:api/owners': { POST: ofApi(async () => (await import('./owners.ts')).inviteToApi) },
  '/developer/apis/:api/owners/remove': {
    POST: ofApi(async () => (await import('./owners.ts')).removeFromApi),
  },
  '/developer/apis/:api/delete': {
    GET: ofApi(async () => (await import('./api.ts')).showDeleteApi),
    POST: ofApi(async () => (await import('./api.ts')).submitDeleteApi),
  },
  '/developer/invitation': {
    GET: async () => (await import('./owners.ts')).showInvitation,
    POST: async () => (await import('./owners.ts')).submitInvitation,
  },
})
