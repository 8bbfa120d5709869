/** What is wrong with a field, for people: in words that go on after its name. Where a schema has its own, those count. */
import type * as z from 'zod'

export function inPlainWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'is missing'
        : `must be ${kinds[String(issue.expected)] ?? String(issue.expected)}`
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1) return 'must not be empty'
      return amount(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum)
    case 'too_big':
      return amount(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum)
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`
    case 'invalid_format':
      if (issue.format === 'url') return 'must be a URL'
      return issue.pattern === undefined
        ? 'does not have the form that it needs'
        : `must match ${issue.pattern}`
    case 'invalid_union':
      return 'is nothing that can stand here'
    default:
      return undefined
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

const counted: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
}

function amount(origin: string, bound: string, limit: number | bigint | undefined): string {
  const [one, many] = counted[origin] ?? []
  return one === undefined
    ? `must be ${bound} ${limit}`
    : `must have ${bound} ${limit} ${Number(limit) === 1 ? one : many}`
}
