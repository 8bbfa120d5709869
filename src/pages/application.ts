/** What a page may say about the application that asks; its registered metadata, already chosen for one language. */
export interface Application {
  name: string
  website?: string | undefined
  logo?: string | undefined
  policy?: string | undefined
  terms?: string | undefined
  /** It registered itself: nobody here knows it. */
  stranger?: boolean | undefined
  /** The host that speaks for it. */
  host?: string | undefined
}
