/** What a route of the management API is: what it takes, who may, what it answers, and what it calls. */
import type * as z from 'zod'
import type { ManagementScope } from '../protocol/management.ts'
import type { Change } from '../registry/change.ts'
import type { Server } from '../tokens/server.ts'
import type { Condition } from './conditional.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A request that may be carried out: who calls, its parameters and its body are proven. */
export interface Call<Query = unknown, Body = unknown> {
  readonly server: Server
  readonly change: Change
  /** From the path, decoded. */
  readonly params: Readonly<Record<string, string>>
  readonly query: Query
  readonly body: Body
  readonly condition: Condition | undefined
}

export interface Outcome {
  /** Absent for 204. */
  readonly body?: unknown
  /** Of the record that is answered: its `ETag`. */
  readonly version?: number
  /** Of a record that was made: the part of its address after the list's. */
  readonly id?: string
}

/** What a route takes and answers besides its address. */
interface Shape {
  readonly query?: z.ZodObject
  readonly body?: Named & {
    readonly optional?: true
    /** JSON lines: the handler reads them itself. */
    readonly lines?: true
  }
  /** What it answers, and by what name the schema is known; none for 204. */
  readonly answer?: Named
  /** 200 where there is an answer, 204 where there is none, 201 for what `creates`. */
  readonly creates?: true
  /** Whether the answer has an `ETag`. */
  readonly versioned?: true
  /** Whether `If-Match` may say what version a deletion is based on; a change of a record must. */
  readonly condition?: 'optional'
  readonly description?: string
}

export interface Named {
  readonly name: string
  readonly schema: z.ZodType
  /** Where it is not JSON. */
  readonly type?: string
  /** What is in its `items`. */
  readonly item?: Named
}

export interface Route extends Shape {
  /** `GET /clients/{client_id}` */
  readonly at: `${Method} /${string}`
  readonly scope: ManagementScope
  /** What it does, in a few words; how it is listed. */
  readonly summary: string
  run(call: Call): Promise<Outcome>
  /** In its place, where the answer is JSON lines. */
  readonly lines?: (call: Call) => AsyncGenerator<string>
}

/** The answer is a record that has versions. */
export const versioned = (answer: Named) => ({ answer, versioned: true }) as const

/** The answer is such a record, and new. */
export const made = (answer: Named) => ({ ...versioned(answer), creates: true }) as const

/** RFC 5789 §2.2, RFC 9110 §13.1.1: nobody overwrites what they have not seen. */
export const needsVersion = ({ at, versioned }: Pick<Route, 'at' | 'versioned'>): boolean =>
  versioned === true && /^(?:PUT|PATCH) /.test(at)

/** Whether `Idempotency-Key` counts: what is not idempotent by itself. */
export const isRepeatable = ({ at, body }: Pick<Route, 'at' | 'body'>): boolean =>
  at.startsWith('POST ') && body?.lines !== true

/** A route that answers line by line. */
export const lineRoute = <Query extends z.ZodObject, Body extends z.ZodType = z.ZodType<undefined>>(
  at: Route['at'],
  scope: ManagementScope,
  summary: string,
  rest: Pick<Shape, 'description'> & {
    readonly query: Query
    readonly body?: Shape['body'] & { readonly schema: Body }
    readonly answer: Named
    lines(call: Call<z.output<Query>, z.output<Body>>): AsyncGenerator<string>
  },
): Route => ({ at, scope, summary, ...rest }) as unknown as Route

/** A route whose handler is given what its schemas let through. */
export const route = <
  Query extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Body extends z.ZodType = z.ZodType<undefined>,
>(
  at: Route['at'],
  scope: ManagementScope,
  summary: string,
  rest: Omit<Shape, 'query' | 'body'> & {
    readonly query?: Query
    readonly body?: Shape['body'] & { readonly schema: Body }
    run(call: Call<z.output<Query>, z.output<Body>>): Promise<Outcome>
  },
): Route => ({ at, scope, summary, ...rest }) as unknown as Route
