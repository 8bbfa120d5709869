/** A registry with the packages of this repository, so that `npm install` works in an empty folder without the internet. */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const installed = join(import.meta.dirname, '../../node_modules')
const execute = promisify(execFile)

export interface PackageRegistry {
  readonly url: string
  stop(): Promise<void>
}

export async function startPackageRegistry(): Promise<PackageRegistry> {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://registry').pathname).slice(1)
    const name = path.replace(/\/-\/.*$/, '')
    const manifest = join(installed, name, 'package.json')
    if (!/^(@[\w.-]+\/)?[\w.-]+$/.test(name) || !existsSync(manifest))
      return response.writeHead(404).end('{}')
    if (path.endsWith('.tgz')) {
      const folder = dirname(manifest)
      const flags = ['-cz', '--exclude=node_modules', '-C', dirname(folder), basename(folder)]
      const { stdout } = await execute('tar', flags, { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 })
      return response.end(stdout)
    }
    const { version, ...rest } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
    const dist = { tarball: `http://${request.headers.host}/${name}/-/${basename(name)}-${version}.tgz` }
    const versions = { [version]: { ...rest, version, scripts: {}, dist } }
    response.setHeader('content-type', 'application/json')
    return response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions }))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((done) => server.close(() => done())),
  }
}
