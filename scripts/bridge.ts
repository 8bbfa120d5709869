/** `npm run bridge`: makes one file of the bridge beside a directory, for a Node of 20 or newer and nothing else. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from './bundle.ts'

export async function buildBridge(outfile = join(root, 'dist/ldap-bridge.mjs')): Promise<string> {
  // The bundler that comes with wrangler.
  const require = createRequire(createRequire(import.meta.url).resolve('wrangler'))
  const { build } = require('esbuild') as { build(options: object): Promise<unknown> }
  await build({
    entryPoints: [join(root, 'bridge/ldap-bridge.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    legalComments: 'none',
    logLevel: 'error',
  })
  return outfile
}

if (import.meta.main)
  console.log(`${await buildBridge()} is all that the machine beside the directory needs.`)
