/** Tries the way to a directory, for whoever sets it up. */
import type { DirectoryTest } from '../protocol/directory.ts'
import { openDirectory } from '../sign-in/directories.ts'
import type { Server } from '../tokens/server.ts'

/** Step by step, without secrets; undefined where there is none of that name, or it is off. */
export async function testDirectory(
  server: Server,
  id: string,
  now: number,
): Promise<DirectoryTest | undefined> {
  const directory = await openDirectory(server, id, now)
  return directory && server.directories.test(id, directory, undefined, now)
}

/** The same in one sentence. */
export async function tryDirectory(
  server: Server,
  id: string,
  now: number,
): Promise<{ ok: boolean; text: string }> {
  const test = await testDirectory(server, id, now)
  if (!test) return { ok: false, text: 'There is no such directory, or it is off.' }
  const steps = test.steps.map(({ name, ok, text }) => `${ok ? '' : 'Failed: '}${name}: ${text}`)
  return { ok: test.ok, text: `${steps.join('. ')}.` }
}
