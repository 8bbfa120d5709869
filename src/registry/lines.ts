/** A stream of bytes as lines of text, without ever holding more than one of them. */
import { invalid } from './errors.ts'

const longestLine = 300_000

/** @throws {RegistryError} invalid for a line that does not end */
export async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of stream) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split('\n')
    rest = parts.pop() ?? ''
    yield* parts
    if (rest.length > longestLine)
      throw invalid({ path: '', message: `a line is longer than ${longestLine} characters` })
  }
  rest += decoder.decode()
  if (rest !== '') yield rest
}
