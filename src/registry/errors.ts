/** Why the registry refuses a change. Whoever called renders it: as problem details, at a form's fields, by RFC 7591. */
import * as z from 'zod'
import { inPlainWords } from '../protocol/plain-words.ts'

export interface FieldFault {
  /** The field's name; of one inside another, the names joined by dots. */
  readonly path: string
  readonly message: string
}

export type RegistryFault =
  | { readonly kind: 'invalid'; readonly fields: readonly FieldFault[] }
  | { readonly kind: 'not_found'; readonly message: string }
  /** It would contradict what is there: a name that is taken, a third secret. */
  | { readonly kind: 'conflict'; readonly message: string; readonly path?: string }
  /** The change is based on a version that is not the newest. */
  | { readonly kind: 'version_mismatch'; readonly message: string; readonly version: number }
  /** Whoever changes it may not give so much away; `scope` is what they lack of the management API. */
  | { readonly kind: 'forbidden'; readonly message: string; readonly scope: readonly string[] }

export class RegistryError extends Error {
  readonly fault: RegistryFault

  constructor(fault: RegistryFault) {
    super(
      fault.kind === 'invalid'
        ? fault.fields.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ')
        : fault.message,
    )
    this.name = 'RegistryError'
    this.fault = fault
  }
}

export const invalid = (...fields: FieldFault[]): RegistryError =>
  new RegistryError({ kind: 'invalid', fields })

export const notFound = (message: string): RegistryError => new RegistryError({ kind: 'not_found', message })

export const conflict = (message: string, path?: string): RegistryError =>
  new RegistryError({ kind: 'conflict', message, ...(path !== undefined && { path }) })

export const forbidden = (message: string, scope: readonly string[]): RegistryError =>
  new RegistryError({ kind: 'forbidden', message, scope })

export const versionMismatch = (version: number): RegistryError =>
  new RegistryError({
    kind: 'version_mismatch',
    message: `Somebody else changed it meanwhile; it is at version ${version} now`,
    version,
  })

z.config({ customError: inPlainWords })

/** What zod found, with the path of each field. */
export const fieldFaults = (error: z.ZodError): FieldFault[] =>
  error.issues.flatMap((issue) => {
    const path = issue.path.map(String).join('.')
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: path === '' ? key : `${path}.${key}`,
        message: 'is not a field that this has',
      }))
    }
    // A key of a map: what is wrong with it stands inside.
    const message =
      issue.code === 'invalid_key' ? issue.issues.map((each) => each.message).join('; ') : issue.message
    return [{ path, message }]
  })

/** What a check refuses, to be told together with what others refuse. */
export function faultsOf(check: () => unknown): FieldFault[] {
  try {
    validated(check)
    return []
  } catch (error) {
    if (error instanceof RegistryError && error.fault.kind === 'invalid') return [...error.fault.fields]
    throw error
  }
}

/** @throws {RegistryError} invalid, for what zod refuses */
export function validated<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (error instanceof z.ZodError) throw new RegistryError({ kind: 'invalid', fields: fieldFaults(error) })
    throw error
  }
}
