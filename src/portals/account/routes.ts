/** Everybody's own account: which page is where. What is shown and ended is always that of who is signed in. */
import { type LatePortalHandler, type PortalDefinition, portalRoutes } from '../portal.ts'
import { sayRefusals } from '../refusals.ts'

const portal: PortalDefinition = {
  portal: '/account',
  places: [
    { name: 'Profile', say: 'account.profile', href: '/account' },
    { name: 'Security', say: 'account.security', href: '/account/security' },
    { name: 'Applications', say: 'account.applications', href: '/account/applications' },
    { name: 'Activity', say: 'account.activity', href: '/account/activity' },
    { name: 'Your data', say: 'account.data', href: '/account/data' },
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
  '/account/email': page(
    async () => (await import('./email.ts')).showEmail,
    async () => (await import('./email.ts')).submitEmail,
  ),
  '/account/security': page(
    async () => (await import('./security.ts')).showSecurity,
    async () => (await import('./security.ts')).submitSessions,
  ),
  '/account/password': page(
    async () => (await import('./password.ts')).showPassword,
    async () => (await import('./password.ts')).submitPassword,
  ),
  '/account/passkeys': page(
    async () => (await import('./passkeys.ts')).showPasskeys,
    async () => (await import('./passkeys.ts')).submitPasskeys,
  ),
  '/account/passkeys/new': page(
    async () => (await import('./passkeys.ts')).showNewPasskey,
    async () => (await import('./passkeys.ts')).submitNewPasskey,
  ),
  '/account/one-time-codes': page(
    async () => (await import('./one-time-codes.ts')).showOneTimeCodes,
    async () => (await import('./one-time-codes.ts')).submitOneTimeCodes,
  ),
  '/account/one-time-codes/new': page(
    async () => (await import('./one-time-codes.ts')).showNewOneTimeCodes,
    async () => (await import('./one-time-codes.ts')).submitNewOneTimeCodes,
  ),
  '/account/linked': page(
    async () => (await import('./linked.ts')).showLinked,
    async () => (await import('./linked.ts')).submitLinked,
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
