/** What the registry refuses, as a person reads it: at the fields of a form, or as a page. */
import type { Problem } from '../pages/fields.tsx'
import { RegistryError } from '../registry/errors.ts'
import { type LatePortalHandler, message, missing, type PortalHandler } from './portal.ts'

/** Around every page: what the registry refuses, and no form shows, is a page. */
export const sayRefusals =
  (load: LatePortalHandler): LatePortalHandler =>
  async () => {
    const handler: PortalHandler = await load()
    return async (visit) => {
      try {
        return await handler(visit)
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error
        if (error.fault.kind === 'not_found') return missing(visit)
        return message(visit, 409, visit.frame.t('error.failed'), `${error.message}.`)
      }
    }
  }

/**
 * What the registry refuses, at the fields of a form; anything that is not about what was typed is thrown on.
 * @param fields the registry's path to the field of the form and its label; a path that goes on belongs to it as well
 */
export function problemsOf(
  error: unknown,
  fields: Readonly<Record<string, readonly [field: string, label: string]>>,
): Problem[] {
  if (!(error instanceof RegistryError)) throw error
  const { fault } = error
  const at = (path: string, message: string): Problem => {
    const [field, label] = fieldAt(fields, path) ?? []
    if (field === undefined) return { message: path === '' ? `${message}.` : `${path}: ${message}.` }
    return { field, message: `${label}: ${message}.` }
  }
  switch (fault.kind) {
    case 'invalid':
      return fault.fields.map(({ path, message }) => at(path, message))
    case 'conflict':
      return [fault.path === undefined ? { message: `${fault.message}.` } : at(fault.path, fault.message)]
    case 'version_mismatch':
      return [
        {
          message:
            'Somebody else changed this meanwhile. What you typed is below; open the page anew to see what they did, or send it once more to put yours over it.',
        },
      ]
    default:
      throw error
  }
}

function fieldAt<Field>(fields: Readonly<Record<string, Field>>, path: string): Field | undefined {
  if (Object.hasOwn(fields, path)) return fields[path]
  const end = path.lastIndexOf('.')
  return end < 0 ? undefined : fieldAt(fields, path.slice(0, end))
}
