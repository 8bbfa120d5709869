// Who is using the local data. Plain JavaScript: also asked before anything is installed.
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const defaultState = '.wrangler/state'

/** The server that has these data open. Two at once would damage them. */
export function runningOn(state) {
  const note = readNote(state)
  return note && commandOf(note.pid).includes('start') ? note : undefined
}

export function noteRunning(state, running) {
  writeFileSync(noteIn(state), JSON.stringify(running))
}

export function noteStopped(state) {
  rmSync(noteIn(state), { force: true })
}

/** After `kill -9` of a server its workerd may still be there, holding the data and the port. */
export function endOrphan(state) {
  const note = readNote(state)
  if (!note?.runtime || runningOn(state)) return
  const isThere = () => commandOf(note.runtime).includes('workerd')
  if (isThere()) kill(note.runtime)
  for (let tries = 0; isThere() && tries < 40; tries += 1)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
}

export function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // it ended by itself
  }
}

const noteIn = (state) => join(state, 'running.json')

function readNote(state) {
  try {
    return JSON.parse(readFileSync(noteIn(state), 'utf8'))
  } catch {
    return undefined
  }
}

/** What a process was started as; empty when there is none, or only its remains. */
function commandOf(pid) {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return execFileSync('ps', ['-p', String(pid), '-o', 'command='], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch {
    return ''
  }
}
