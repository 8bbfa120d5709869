import { connect, createServer } from 'node:net'

const loopback = ['127.0.0.1', '::1']

/** Those that cannot be had, on IPv4 or IPv6: a browser that is told `localhost` may try either. */
export async function takenPorts(wanted) {
  const taken = await Promise.all(
    wanted.map(({ port }) => Promise.all(loopback.map((host) => isTaken(port, host)))),
  )
  return wanted.filter((_, index) => taken[index].some(Boolean))
}

async function isTaken(port, host) {
  return !(await canListen(port, host)) || answers(port, host)
}

function canListen(port, host) {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', ({ code }) => resolve(code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT')) // no IPv6 here
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)))
  })
}

/** Some systems let one listen on an address while another program has the port on all addresses. */
function answers(port, host) {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 500 })
    const end = (result) => {
      socket.destroy()
      resolve(result)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
    socket.once('timeout', () => end(false))
  })
}
