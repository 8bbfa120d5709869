/**
 * `node scripts/passkey-scripts.ts` bundles the two scripts of the pages with passkeys, from `scripts/browser/`, into
 * `src/pages/passkey-scripts.ts`. To be run after a change of them or of @simplewebauthn/browser; a test holds it.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fingerprint } from '../src/pages/fingerprint.ts'

const root = join(import.meta.dirname, '..')
const target = join(root, 'src/pages/passkey-scripts.ts')

/** wrangler's own, which bundles the Worker too. */
interface Esbuild {
  build(options: object): Promise<{ outputFiles: { text: string }[] }>
}

async function bundled(name: string): Promise<string> {
  const { build } = createRequire(createRequire(import.meta.url).resolve('wrangler'))('esbuild') as Esbuild
  const { outputFiles } = await build({
    entryPoints: [join(root, `scripts/browser/${name}.mjs`)],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    write: false,
  })
  return outputFiles[0]?.text.trimEnd() ?? ''
}

const constant = (name: string, path: string, script: string) =>
  `export const ${name}Path = '/${path}.js?v=${fingerprint(script)}'\nexport const ${name} =\n  ${JSON.stringify(script)}\n`

/** The file as it should be. */
export async function passkeyScripts(): Promise<string> {
  const [use, make] = await Promise.all([bundled('use-passkey'), bundled('make-passkey')])
  return `// Made by scripts/passkey-scripts.ts from scripts/browser/ and @simplewebauthn/browser (MIT).
// biome-ignore-all format: as it is made
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a script as text
${constant('usePasskeyScript', 'use-passkey', use)}${constant('makePasskeyScript', 'make-passkey', make)}`
}

export const writtenScripts = (): string => readFileSync(target, 'utf8')

if (process.argv[1] === import.meta.filename) writeFileSync(target, await passkeyScripts())
