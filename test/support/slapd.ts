import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Authority } from "./authority.ts";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";

export const slapdPath = "/usr/sbin/slapd";
export const suffix = "dc=example,dc=org";
export const searcher = { dn: `cn=popdesk,${suffix}`, password: "lantern 7 beneath" } as const;

export interface SlapdOptions {
  /** Names its certificate is for. */
  readonly names?: readonly string[];
}

export interface PersonEntry {
  readonly uid: string;
  readonly mail: string;
  readonly password: string;
  /** Another branch than ou=people. */
  readonly ou?: string;
  readonly isMailUser?: boolean;
}

/** OpenLDAP's server on loopback, with TLS by an authority of the test's and a directory that who is nobody cannot search. */
export class Slapd {
  #child: ChildProcess | null = null;

  private constructor(
    readonly directory: string,
    readonly port: number,
    readonly tlsPort: number,
    readonly authority: Authority,
  ) {}

  static async start({ names = ["localhost", "127.0.0.1"] }: SlapdOptions = {}): Promise<Slapd> {
    const directory = await mkdtemp(join(tmpdir(), "popdesk-slapd-"));
    const slapd = new Slapd(
      directory,
      await freePort(),
      await freePort(),
      await Authority.create("Directory Authority"),
    );
    await mkdir(join(directory, "db"));
    const leaf = await slapd.authority.issue(names);
    await writeFile(join(directory, "cert.pem"), leaf.fullChainPem);
    await writeFile(join(directory, "key.pem"), leaf.keyPem);
    await writeFile(join(directory, "slapd.conf"), configuration(directory));
    chmodSync(join(directory, "key.pem"), 0o600);
    await slapd.#add([
      `dn: ${suffix}\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example`,
      `dn: ${searcher.dn}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: popdesk\nuserPassword: ${searcher.password}`,
      ...["people", "others"].map((ou) => `dn: ou=${ou},${suffix}\nobjectClass: organizationalUnit\nou: ${ou}`),
    ]);
    await slapd.run();
    return slapd;
  }

  /** Adds people while it is stopped: slapadd writes the files of the database. */
  async withPeople(people: readonly PersonEntry[]): Promise<this> {
    await this.stop();
    await this.#add(people.map(entry));
    await this.run();
    return this;
  }

  async run(): Promise<void> {
    const urls = `ldap://127.0.0.1:${this.port} ldaps://127.0.0.1:${this.tlsPort}`;
    const said: string[] = [];
    const child = spawn(slapdPath, ["-d", "0", "-f", join(this.directory, "slapd.conf"), "-h", urls], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => said.push(String(text)));
    this.#child = child;
    await eventually(async () => {
      if (child.exitCode !== null) throw new Error(`slapd ended with ${child.exitCode}: ${said.join("")}`);
      return (await answers(this.port)) && (await answers(this.tlsPort));
    }, 30_000);
  }

  /** Leaves the directory as it is. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  }

  /** Answers nothing any more, and lets nobody know. */
  async freeze(): Promise<void> {
    const child = this.#child;
    child?.kill("SIGSTOP");
    await eventually(async () => /\) T /.test(await readFile(`/proc/${child?.pid}/stat`, "utf8")));
  }

  thaw(): void {
    this.#child?.kill("SIGCONT");
  }

  async remove(): Promise<void> {
    this.thaw();
    await this.stop();
    await rm(this.directory, { recursive: true, force: true });
  }

  async #add(entries: readonly string[]): Promise<void> {
    const file = join(this.directory, "add.ldif");
    await writeFile(file, `${entries.join("\n\n")}\n`);
    const run = spawnSync("/usr/sbin/slapadd", ["-f", join(this.directory, "slapd.conf"), "-l", file], {
      encoding: "utf8",
    });
    if (run.status !== 0) throw new Error(`slapadd: ${run.stderr}`);
  }
}

function entry({ uid, mail, password, ou = "people", isMailUser = true }: PersonEntry): string {
  const name = uid.replace(/[\\",+;<>=]/g, "\\$&");
  return [
    `dn: uid=${name},ou=${ou},${suffix}`,
    "objectClass: inetOrgPerson",
    `uid:: ${Buffer.from(uid).toString("base64")}`,
    `cn:: ${Buffer.from(mail).toString("base64")}`,
    "sn: Person",
    // The syntax of mail is ASCII (RFC 4524 §2.16).
    ...(/^[\x20-\x7e]+$/.test(mail) ? [`mail: ${mail}`] : []),
    `userPassword:: ${Buffer.from(password).toString("base64")}`,
    ...(isMailUser ? ["employeeType: mail"] : []),
  ].join("\n");
}

function configuration(directory: string): string {
  const file = (name: string) => join(directory, name);
  return `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile ${file("slapd.pid")}
TLSCertificateFile ${file("cert.pem")}
TLSCertificateKeyFile ${file("key.pem")}
TLSCACertificateFile ${file("cert.pem")}
allow bind_anon_cred bind_anon_dn
database mdb
maxsize 16777216
suffix "${suffix}"
rootdn "cn=root,${suffix}"
directory ${file("db")}
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="${searcher.dn}" read by * none
`;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const end = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once("connect", () => end(true)).once("error", () => end(false));
  });
}
