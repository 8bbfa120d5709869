/** The Worker: requests, cron, what its Durable Objects send outward, and their classes. */
import { WorkerEntrypoint } from 'cloudflare:workers'
import { createApp, maintain, serverFor } from './app.ts'
import type { Logout, Told } from './protocol/logout.ts'
import { now } from './runtime.ts'
import type { Bindings } from './stores/stores.ts'
import { tellLogout } from './tokens/tell-logout.ts'

export { ReplayShard } from './stores/shards/replay.ts'
export { RequestShard } from './stores/shards/request.ts'
export { SubjectShard } from './stores/shards/subject.ts'

/** Called by Durable Objects alone, which decide what is to be delivered, and keep it until it is. */
export class Courier extends WorkerEntrypoint<Bindings> {
  logout(logout: Logout): Promise<Told> {
    return tellLogout(serverFor(this.env), logout, now())
  }
}

const app = createApp()

export default {
  fetch: app.fetch,
  scheduled: (controller, env) => maintain(env, controller.scheduledTime),
} satisfies ExportedHandler<Bindings>
