/** All records as JSON lines: taken along, and moved in. */
import * as z from 'zod'
import { Problem } from '../http/problem.ts'
import { RegistryError, type RegistryFault } from '../registry/errors.ts'
import { exportRecords } from '../registry/export.ts'
import { type ImportProgress, importRecords } from '../registry/import.ts'
import { linesOf } from '../registry/lines.ts'
import { transferKinds } from '../registry/transfer-line.ts'
import { text } from './lists.ts'
import { problemOf } from './problem-of.ts'
import type { Call } from './route.ts'

const type = 'application/jsonl'

export const record = {
  name: 'RecordLine',
  type,
  schema: z
    .looseObject({ kind: z.enum([...transferKinds, 'end']) })
    .describe('One line: `kind`, `record`, and `owners` of an API or a client'),
}

export const exportQuery = z.object({
  kind: z.enum(transferKinds).optional().describe('Only these'),
  after: text(
    'The kind and the identifier of the last line that arrived, such as user:123: goes on after it',
  ),
})

export const importQuery = z.object({
  from: z.coerce
    .number()
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .default(0)
    .describe('Lines that were dealt with before: passed over'),
})

const counts = { created: z.int(), updated: z.int(), unchanged: z.int(), failed: z.int() }
export const progress = {
  name: 'ImportProgress',
  type,
  schema: z.object({
    line: z.int().describe('How many lines have been dealt with: `from` of the next call'),
    ...counts,
    done: z.boolean().describe('Whether that was all'),
    faults: z.array(
      z.object({
        line: z.int(),
        kind: z.enum(transferKinds).optional(),
        id: z.string().optional(),
        detail: z.string(),
        errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
      }),
    ),
    detail: z.string().optional().describe('Why it broke off'),
  }),
}

export const exportAll = ({
  server,
  change,
  query: { kind, after },
}: Call<z.output<typeof exportQuery>>): AsyncGenerator<string> =>
  exportRecords(server, change, { after, ...(kind && { kinds: [kind] }) })

export async function* importAll(call: Call<z.output<typeof importQuery>, unknown>): AsyncGenerator<string> {
  const { server, change, query } = call
  let last: ImportProgress | undefined
  try {
    for await (const step of importRecords(server, change, linesOf(call.body as ReadableStream), query)) {
      last = step
      yield JSON.stringify(shown(step))
    }
  } catch (error) {
    if (!last || !(error instanceof RegistryError)) throw error
    yield JSON.stringify(shown({ ...last, faults: [], done: false }, error.message))
  }
}

const shown = ({ faults, ...step }: ImportProgress, detail?: string) => ({
  ...step,
  faults: faults.map(({ fault, ...where }) => ({ ...where, ...whatOf(fault) })),
  ...(detail !== undefined && { detail }),
})

function whatOf(fault: RegistryFault): { detail: string; errors?: readonly object[] } {
  const problem = problemOf(new RegistryError(fault), 'POST')
  if (!(problem instanceof Problem)) return { detail: problem.description }
  const { detail, errors } = problem
  return errors.length === 0 ? { detail } : { detail, errors }
}
