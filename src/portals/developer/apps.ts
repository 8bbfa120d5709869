/** The applications that somebody owns. */
import { PortalPage } from '../../pages/portal.tsx'
import { show, type Visit } from '../portal.ts'

export async function showApps(visit: Visit): Promise<Response> {
  return show(visit, PortalPage({ frame: visit.frame, place: '/developer', title: 'Your applications' }))
}
