/** The developer portal: which page is where, and who may come in. */
import { hasRole } from '../person.ts'
import { type PortalDefinition, portalRoutes } from '../portal.ts'

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
})
