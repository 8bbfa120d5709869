/** The bytes between us and a directory. A Worker has sockets of its own, the bridge those of Node: both are this. */
import type { DirectoryStep } from '../protocol/directory.ts'

export interface Wire {
  /** Undefined where the other end has closed. */
  read(): Promise<Uint8Array | undefined>
  write(bytes: Uint8Array): Promise<void>
  /** Goes on in TLS, with the host that was dialled. */
  startTls(): Promise<void>
  /** Never throws; what is being read or written fails. */
  close(): void
}

export interface Endpoint {
  readonly host: string
  readonly port: number
  readonly tls: 'on' | 'starttls' | 'off'
}

export type Dial = (to: Endpoint) => Promise<Wire>

/** The directory could not be asked; `why` is fit for an operator and names nobody. */
export class Unreachable extends Error {
  readonly at: DirectoryStep

  constructor(at: DirectoryStep, why: string) {
    super(why)
    this.name = 'Unreachable'
    this.at = at
  }
}

/** @throws {Unreachable} where it takes longer; `late` then ends what is under way */
export async function within<T>(
  seconds: number,
  at: DirectoryStep,
  work: Promise<T>,
  late: () => void,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Unreachable(at, `did not answer within ${seconds} s`))
      late()
    }, seconds * 1000)
  })
  work.catch(() => undefined) // it may fail after the time is over
  try {
    return await Promise.race([work, timeout])
  } finally {
    clearTimeout(timer)
  }
}
