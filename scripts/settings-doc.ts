/** `node scripts/settings-doc.ts` writes the tables of docs/settings.md. A test says when it was forgotten. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type SettingField, settingGroups } from '../src/protocol/settings-fields.ts'

const file = join(import.meta.dirname, '../docs/settings.md')
const begin =
  '<!-- From here to the next mark: made by scripts/settings-doc.ts from src/protocol/settings.ts -->'
const end = '<!-- To here. -->'

/** The page with its tables as the schema has them. */
export function settingsDocument(): string {
  const text = readFileSync(file, 'utf8')
  const [before, after] = [text.indexOf(begin), text.indexOf(end)]
  if (before < 0 || after < before) throw new Error('docs/settings.md has lost its marks')
  return `${text.slice(0, before + begin.length)}\n\n${tables()}\n${text.slice(after)}`
}

function tables(): string {
  return settingGroups()
    .map(({ path, description, fields }) => {
      const heading = path === '' ? '' : `### ${path}\n\n${sentence(description)}\n\n`
      const rows = fields.map((field) => `| \`${field.path}\` | ${value(field)} | ${field.description} |\n`)
      return `${heading}| setting | default | meaning |\n|---|---|---|\n${rows.join('')}`
    })
    .join('\n')
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`

function value({ kind, default: otherwise, minimum, maximum, choices }: SettingField): string {
  if (kind === 'secret') return 'a secret'
  if (kind === 'choices') return `${JSON.stringify(otherwise ?? [])} of ${choices?.join(', ')}`
  if (choices)
    return choices.map((each) => (each === otherwise ? `**\`${each}\`**` : `\`${each}\``)).join(', ')
  if (otherwise === undefined) return ''
  const shown = `\`${JSON.stringify(otherwise)}\``
  return minimum === undefined || maximum === undefined ? shown : `${shown} (${minimum} to ${maximum})`
}

if (import.meta.main) writeFileSync(file, settingsDocument())
