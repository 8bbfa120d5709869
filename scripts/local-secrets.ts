import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { root } from './bundle.ts'

/** The secrets of this machine, made once. `wrangler dev` reads the same file. */
export function localSecrets(): Record<string, string> {
  const file = join(root, '.dev.vars')
  const text = existsSync(file)
    ? readFileSync(file, 'utf8')
    : '# Secrets of this machine only. Never commit.\n'
  const secrets = parseEnv(text)
  if (!secrets.SEALING_SECRET) {
    const made = `SEALING_SECRET=${randomBytes(32).toString('base64url')}\n`
    writeFileSync(file, text.endsWith('\n') ? text + made : `${text}\n${made}`, { mode: 0o600 })
    return localSecrets()
  }
  chmodSync(file, 0o600)
  return Object.fromEntries(
    Object.entries(secrets).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  )
}
