import { existsSync, rmSync } from 'node:fs'
import { defaultState, endOrphan, runningOn } from './running.mjs'

/** `npm run reset`: forgets every local person, client, key and grant. The secrets in .dev.vars stay. */
const running = runningOn(defaultState)
if (running) {
  console.error(
    `Edgegrant is running on the data in ${defaultState}: ${running.url} (process ${running.pid}). Stop it first.`,
  )
  process.exit(1)
}
if (existsSync(defaultState)) {
  endOrphan(defaultState)
  rmSync(defaultState, { recursive: true })
  console.log(`Cleared ${defaultState}. The next npm start begins with the demo data.`)
} else {
  console.log(`Nothing to clear: there is no ${defaultState}.`)
}
