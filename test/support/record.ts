/** Runs scripts/record.ts as an operator does. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

export interface Recorded {
  readonly code: number
  /** What goes to the database. */
  readonly sql: string
  /** What the operator reads beside it. */
  readonly notes: string
}

export async function record(kind: string, input: unknown, flags: readonly string[] = []): Promise<Recorded> {
  const { code, stdout, stderr } = await run(
    [join(import.meta.dirname, '../../scripts/record.ts'), kind, ...flags],
    typeof input === 'string' ? input : JSON.stringify(input),
  )
  return { code, sql: stdout.trim(), notes: stderr }
}

/** Node with these arguments, to its end. */
export function run(
  args: readonly string[],
  stdin: string,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args])
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
    })
  }
  child.stdin.end(stdin)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, ...output }))
  })
}
