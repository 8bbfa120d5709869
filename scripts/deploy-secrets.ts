import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { root } from './bundle.ts'

/** What a deploy hands to the Worker, in files that only this account may read and that git does not see. */

export type Secrets = Partial<Record<string, string>>

/**
 * A first deploy that has not come to its end. Its secrets may be in the Worker already, so they are kept until the
 * operator has seen the set-up token: repeated after any failure, the same ones are used.
 */
export interface Unfinished {
  readonly issuer: string | undefined
  readonly domain: string | undefined
  readonly secrets: Secrets
}

const unfinishedFile = join(root, '.secrets.first-deploy.json')
const uploadFile = join(root, '.secrets.upload.json')

export function readUnfinished(): Unfinished | undefined {
  try {
    return JSON.parse(readFileSync(unfinishedFile, 'utf8'))
  } catch {
    return undefined
  }
}

export const keepUnfinished = (unfinished: Unfinished): void => writePrivate(unfinishedFile, unfinished)
export const forgetUnfinished = (): void => rmSync(unfinishedFile, { force: true })

export const newSecret = (): string => randomBytes(32).toString('base64url')

/** A file as wrangler takes it, JSON or KEY=value. */
export function readSecretsFile(path: string): Secrets {
  const text = readFileSync(path, 'utf8')
  try {
    return JSON.parse(text)
  } catch {
    return parseEnv(text)
  }
}

/** For as long as `use` takes; also an interrupt removes it. JSON: in a .env file wrangler would expand `$`. */
export async function withSecretsFile<T>(secrets: Secrets, use: (args: string[]) => Promise<T>): Promise<T> {
  if (Object.keys(secrets).length === 0) return use([])
  const remove = () => rmSync(uploadFile, { force: true })
  process.on('exit', remove)
  try {
    writePrivate(uploadFile, secrets)
    return await use(['--secrets-file', uploadFile])
  } finally {
    remove()
    process.off('exit', remove)
  }
}

/** A new file each time: the mode counts only where one is made. */
function writePrivate(file: string, content: unknown) {
  rmSync(file, { force: true })
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' })
}
