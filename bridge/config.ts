/** The file that the bridge is started with, and what the environment says instead of it. */
import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { type DirectoryReach, reachOf } from '../src/protocol/directory.ts'
import { reachFaults, reachSchema } from '../src/protocol/settings-directory.ts'

export interface BridgeConfig {
  readonly host: string
  readonly port: number
  readonly secret: string
  /** PEM. */
  readonly ca: readonly string[]
  readonly reach: DirectoryReach
}

const file = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: z.int().min(0).max(65_535).default(8389),
  secret: z
    .string({ error: 'is missing: put it here, or into EDGEGRANT_BRIDGE_SECRET' })
    .min(32, { error: 'must be at least 32 characters; make one with: openssl rand -base64 32' }),
  ca: z.union([z.string(), z.array(z.string())]).default([]),
  directory: reachSchema.superRefine((value, context) => {
    if (value.url === undefined) context.addIssue({ code: 'custom', path: ['url'], message: 'is needed' })
    for (const [path, message] of reachFaults(value))
      context.addIssue({ code: 'custom', path: [path], message })
  }),
})

/** @throws {Error} naming every field at fault, and no value of one */
export function readConfig(path: string, env: NodeJS.ProcessEnv): BridgeConfig {
  let written: Record<string, unknown> & { directory?: object }
  try {
    written = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'is not there' : 'is not JSON'
    throw new Error(`${path} ${why}`)
  }
  const { EDGEGRANT_BRIDGE_SECRET: secret, LDAP_BIND_PASSWORD: bind_password } = env
  const parsed = file.safeParse({
    ...written,
    ...(secret && { secret }),
    directory: { ...written.directory, ...(bind_password && { bind_password }) },
  })
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `- ${issue.path.join('.')} ${issue.message}`)
    throw new Error(`${path} cannot be used:\n${faults.join('\n')}`)
  }
  const { ca, directory, ...rest } = parsed.data
  return { ...rest, ca: [ca].flat().map((name) => readFileSync(name, 'utf8')), reach: reachOf(directory) }
}
