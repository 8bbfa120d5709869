/** What the registry refuses, as problem details. */
import { Problem, pointerTo } from '../http/problem.ts'
import type { OAuthError } from '../protocol/errors.ts'
import type { RegistryError } from '../registry/errors.ts'
import { insufficient } from './access.ts'
import { mismatch } from './conditional.ts'

export function problemOf({ fault }: RegistryError, method: string): Problem | OAuthError {
  switch (fault.kind) {
    case 'invalid': {
      const { fields } = fault
      if (method === 'GET' || method === 'HEAD') {
        const errors = fields.map(({ path, message }) => ({ parameter: path, detail: message }))
        return new Problem('malformed_request', 'The query has parameters that are not right', errors)
      }
      const errors = fields.map(({ path, message }) => ({ pointer: pointerOf(path), detail: message }))
      return new Problem('invalid_fields', 'Some fields are not allowed as they are', errors)
    }
    case 'not_found':
      return new Problem('not_found', fault.message)
    case 'conflict': {
      const errors =
        fault.path === undefined ? [] : [{ pointer: pointerOf(fault.path), detail: fault.message }]
      return new Problem('conflict', fault.message, errors)
    }
    case 'version_mismatch':
      return mismatch(fault.version)
    case 'forbidden':
      return insufficient(fault.message, fault.scope)
  }
}

const pointerOf = (path: string) => pointerTo(path === '' ? [] : path.split('.'))
