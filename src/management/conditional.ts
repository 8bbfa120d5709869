/** RFC 9110 §13.1.1: a change says which version of a record it is based on. */
import { Problem } from '../http/problem.ts'

export const etagOf = (version: number): string => `"${version}"`

/** What `If-Match` allows; undefined where it was not sent. */
export type Condition =
  | { readonly wildcard: true }
  | { readonly wildcard: false; readonly versions: readonly number[] }

/** @throws {Problem} malformed_request */
export function readCondition(header: string | undefined): Condition | undefined {
  if (header === undefined) return undefined
  const value = header.trim()
  if (value === '*') return { wildcard: true }
  if (!/^(W\/)?"[^"]*"(\s*,\s*(W\/)?"[^"]*")*$/.test(value) || value.length > 1_000) {
    throw new Problem('malformed_request', 'If-Match is not a list of entity tags', [
      { header: 'If-Match', detail: 'must be the ETag of the record, with its quotes, or *' },
    ])
  }
  // A weak tag never matches here (§8.8.3.2), and neither does one that is none of ours.
  const versions = [...value.matchAll(/(?<!W\/)"(\d{1,15})"/g)].map(([, version]) => Number(version))
  return { wildcard: false, versions }
}

/**
 * The version that the change must be based on, where it matters.
 * @param version that the record has now
 * @throws {Problem} version_mismatch
 */
export function matched(condition: Condition | undefined, version: number): number | undefined {
  if (!condition || condition.wildcard) return undefined
  if (!condition.versions.includes(version)) throw mismatch(version)
  return version
}

export const mismatch = (version: number): Problem =>
  new Problem('version_mismatch', `The record is at version ${version} now`, [
    { header: 'If-Match', detail: `is not ${etagOf(version)}` },
  ])

/** RFC 6585 §3 */
export const versionRequired = (): Problem =>
  new Problem('version_required', 'Send the ETag of the record that this change is based on', [
    { header: 'If-Match', detail: 'is missing' },
  ])
