import type { Text } from './text.ts'

export interface Picker {
  languages: readonly { tag: string; name: string; text: Text }[]
  /** The path that shows this page again. */
  back: string
}

/** Each language under its own name for itself: whoever looks for theirs cannot read the others. */
export function LanguagePicker({ t, languages, back }: Picker & { t: Text }) {
  const current = languages.find(({ text }) => text.language === t.language)
  if (languages.length < 2 || !current) return null
  return (
    <details class="languages">
      <summary>
        <Globe />
        <span class="unseen">{t('page.language')}: </span>
        {current.name}
      </summary>
      <form method="post" action="/language">
        <input type="hidden" name="back" value={back} />
        {languages.map(({ tag, name, text }) => (
          <button
            key={tag}
            type="submit"
            name="language"
            value={tag}
            lang={text.language}
            dir={text.direction === t.direction ? undefined : text.direction}
            aria-current={text === current.text ? 'true' : undefined}
          >
            {name}
          </button>
        ))}
      </form>
    </details>
  )
}

const Globe = () => (
  <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" class="glyph">
    <path d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c-5 5-5 13 0 18M12 3c5 5 5 13 0 18" />
  </svg>
)
