/** Everybody's own account: which page is where. What is shown and ended is always that of who is signed in. */
import { type LatePortalHandler, type PortalDefinition, portalRoutes } from '../portal.ts'
import { sayRefusals } from '../refusals.ts'

const portal: PortalDefinition = {
  portal: '/account',
  places: [
    { name: 'Profile', href: '/account' },
    { name: 'Security', href: '/account/security' },
    { name: 'Applications', href: '/account/applications' },
    { name: 'Activity', href: '/account/activity' },
    { name: 'Your data', href: '/account/data' },
  ],
  refusal: () => undefined,
}

const page = (show: LatePortalHandler, send?: LatePortalHandler) => ({
  GET: sayRefusals(show),
  ...(send && { POST: sayRefusals(send) }),
})

export const accountRoutes = portalRoutes(portal, {
  '/account': page(
    async () => (await import('./profile.ts')).showProfile,
    async () => (await import('./profile.ts')).submitProfile,
  ),
  '/account/security': page(
    async () => (await import('./security.ts')).showSecurity,
    async () => (await import('./security.ts')).submitSessions,
  ),
  '/account/password': page(
    async () => (await import('./password.ts')).showPassword,
    async () => (await import('./password.ts')).submitPassword,
  ),
  '/account/applications': page(
    async () => (await import('./applications.ts')).showApplications,
    async () => (await import('./applications.ts')).submitDisconnect,
  ),
  '/account/activity': page(async () => (await import('./activity.ts')).showActivity),
  '/account/data': page(
    async () => (await import('./data.ts')).showData,
    async () => (await import('./data.ts')).downloadData,
  ),
  '/account/delete': page(
    async () => (await import('./delete.ts')).showDelete,
    async () => (await import('./delete.ts')).submitDelete,
  ),
})
