/** A real OpenLDAP, on a free high port of this machine, with a configuration and data of its own. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Attribute, Change, Client } from 'ldapts'
import { Authority } from './certificates.ts'

export const base = 'dc=corp,dc=example'
export const people = `ou=people,${base}`
export const groups = `ou=groups,${base}`
export const service = { dn: `cn=edgegrant,${base}`, password: 'the service looks people up' }
const root = { dn: `cn=admin,${base}`, password: 'root of the tests' }

/** Debian puts it where only root looks. */
const program = ['/usr/sbin/slapd', '/usr/local/sbin/slapd', '/usr/lib/openldap/slapd'].find(existsSync)
const modules = ['/usr/lib/ldap', '/usr/lib/openldap'].find((folder) =>
  existsSync(join(folder, 'back_mdb.so')),
)
const schema = '/etc/ldap/schema'

/** Why tests with slapd cannot run here; undefined where they can. It is printed once: nobody misses a test unsaid. */
export function whyNoSlapd(): string | undefined {
  if (program && modules && existsSync(schema)) return undefined
  const why =
    'slapd is not installed (Debian: apt-get install slapd): tests with a real directory are skipped'
  process.stderr.write(`${why}\n`)
  return why
}

export interface Slapd {
  readonly url: string
  readonly secureUrl: string
  /** With a certificate of another host. */
  readonly elsewhereUrl: string
  /** The file of the authority that its certificates are by. */
  readonly ca: string
  start(): Promise<void>
  stop(): Promise<void>
  /** As whoever runs the directory. */
  as<T>(work: (client: Client) => Promise<T>): Promise<T>
  addPerson(uid: string, more?: Record<string, string | string[]>): Promise<string>
  set(dn: string, attribute: string, values: string[]): Promise<void>
  end(): Promise<void>
}

export const passwordOf = (uid: string) => `the password of ${uid}`

export async function startSlapd(): Promise<Slapd> {
  const folder = await mkdtemp(join(tmpdir(), 'edgegrant-slapd-'))
  const [port, securePort, elsewherePort] = [await freePort(), await freePort(), await freePort()]
  const authority = new Authority()
  const ca = join(folder, 'ca.pem')
  await writeFile(ca, authority.cert)
  const main = await prepare(
    folder,
    'localhost',
    authority,
    `ldap://127.0.0.1:${port} ldaps://127.0.0.1:${securePort}`,
  )
  const other = await prepare(folder, 'elsewhere.example', authority, `ldaps://127.0.0.1:${elsewherePort}`)
  const url = `ldap://localhost:${port}`

  async function as<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({ url: `ldap://127.0.0.1:${port}` })
    try {
      await client.bind(root.dn, root.password)
      return await work(client)
    } finally {
      await client.unbind()
    }
  }
  const slapd: Slapd = {
    ...{ url, ca, as },
    secureUrl: `ldaps://localhost:${securePort}`,
    elsewhereUrl: `ldaps://localhost:${elsewherePort}`,
    start: () => main.start(port),
    stop: () => main.stop(),
    async addPerson(uid, more = {}) {
      const dn = `uid=${uid},${people}`
      const entry = {
        objectClass: 'inetOrgPerson',
        uid,
        cn: `Person ${uid}`,
        sn: uid,
        mail: `${uid}@corp.example`,
      }
      await as((client) => client.add(dn, { ...entry, userPassword: passwordOf(uid), ...more }))
      return dn
    },
    set: (dn, type, values) =>
      as((client) =>
        client.modify(
          dn,
          new Change({ operation: 'replace', modification: new Attribute({ type, values }) }),
        ),
      ),
    async end() {
      await Promise.all([main.stop(), other.stop()])
      await rm(folder, { recursive: true, force: true })
    },
  }
  await Promise.all([main.start(port), other.start(elsewherePort)])
  await slapd.as(async (client) => {
    await client.add(base, { objectClass: ['organization', 'dcObject'], o: 'Corp', dc: 'corp' })
    await client.add(service.dn, {
      objectClass: ['organizationalRole', 'simpleSecurityObject'],
      cn: 'edgegrant',
      userPassword: service.password,
    })
    for (const ou of ['people', 'groups'])
      await client.add(`ou=${ou},${base}`, { objectClass: 'organizationalUnit', ou })
  })
  return slapd
}

async function prepare(folder: string, host: string, authority: Authority, listen: string) {
  const { key, cert } = authority.certificateFor(host)
  const at = (name: string) => join(folder, `${host}.${name}`)
  await Promise.all([writeFile(at('key'), key), writeFile(at('pem'), cert)])
  execFileSync('mkdir', ['-p', at('data')])
  await writeFile(
    at('conf'),
    `${['core', 'cosine', 'inetorgperson'].map((name) => `include ${schema}/${name}.schema`).join('\n')}
modulepath ${modules}
${['back_mdb', 'memberof', 'ppolicy'].map((name) => `moduleload ${name}`).join('\n')}
TLSCertificateFile ${at('pem')}
TLSCertificateKeyFile ${at('key')}
database mdb
maxsize 10485760
suffix "${base}"
rootdn "${root.dn}"
rootpw "${root.password}"
directory ${at('data')}
access to attrs=userPassword by anonymous auth by * none
access to * by users read by anonymous auth
overlay memberof
overlay ppolicy
`,
  )
  let running: ChildProcess | undefined
  return {
    async start(port: number): Promise<void> {
      // -d keeps it in the foreground: it is ours to end.
      const child = spawn(program ?? 'slapd', ['-f', at('conf'), '-h', listen, '-d', '0'], {
        stdio: 'ignore',
      })
      running = child
      process.once('exit', () => child.kill('SIGKILL'))
      while (!(await answers(port))) {
        if (child.exitCode !== null) throw new Error(`slapd ended with ${child.exitCode}`)
      }
    },
    async stop(): Promise<void> {
      const child = running
      running = undefined
      if (!child || child.exitCode !== null) return
      const ended = new Promise((done) => child.once('exit', done))
      child.kill('SIGTERM')
      await ended
    },
  }
}

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => setTimeout(resolve, 20, false))
    socket.once('connect', () => socket.destroy())
  })

/** Not from `local-server.ts`: with that comes Miniflare, which reads at once which certificates it is to trust. */
async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done))
  const { port } = probe.address() as AddressInfo
  await new Promise((done) => probe.close(done))
  return port
}
