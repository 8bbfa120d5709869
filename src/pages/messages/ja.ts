import type { Messages } from './en.ts'

/** Japanese: です and ます. */
export const ja: Partial<Messages> = {
}
