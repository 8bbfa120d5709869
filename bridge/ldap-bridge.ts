/** The bridge beside a company directory: `node ldap-bridge.mjs bridge.json`. docs/directory.md says how it is set up. */
import type { AddressInfo } from 'node:net'
import { isoTime, now } from '../src/runtime.ts'
import { readConfig } from './config.ts'
import { bridgeServer } from './server.ts'

const [path = 'bridge.json'] = process.argv.slice(2)
const log = (line: object) => console.log(JSON.stringify({ time: isoTime(now()), ...line }))

try {
  const config = readConfig(path, process.env)
  const server = bridgeServer(config, log)
  server.on('error', ({ message }) => stop(message))
  server.listen(config.port, config.host, () => {
    const { port } = server.address() as AddressInfo
    log({ event: 'listening', host: config.host, port, directory: config.reach.url })
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      server.close(() => process.exit())
      server.closeIdleConnections()
    })
  }
} catch (error) {
  stop((error as Error).message)
}

function stop(why: string): never {
  console.error(why)
  process.exit(1)
}
