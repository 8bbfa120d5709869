/** The Worker: requests, cron, and the classes of its Durable Objects. */
import { createApp, maintain } from './app.ts'
import type { Bindings } from './stores/stores.ts'

export { ReplayShard } from './stores/shards/replay.ts'
export { RequestShard } from './stores/shards/request.ts'
export { SubjectShard } from './stores/shards/subject.ts'

const app = createApp()

export default {
  fetch: app.fetch,
  scheduled: (controller, env) => maintain(env, controller.scheduledTime),
} satisfies ExportedHandler<Bindings>
