import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** The workerd that was started with `EDGEGRANT_RUNTIME=<marker>` in its environment. */
export function findRuntime(marker: string): number | undefined {
  return processes().find((pid) => environment(pid).includes(`EDGEGRANT_RUNTIME=${marker}`))
}

function processes(): number[] {
  const names = process.platform === 'linux' ? readdirSync('/proc') : ps(['-Ao', 'pid=']).split('\n')
  return names.map((name) => Number(name.trim())).filter((pid) => pid > 0)
}

function environment(pid: number): string {
  if (process.platform !== 'linux') return ps(['eww', '-p', String(pid), '-o', 'command='])
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch {
    return '' // it ended meanwhile, or belongs to somebody else
  }
}

function ps(args: string[]) {
  try {
    return execFileSync('ps', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return ''
  }
}
