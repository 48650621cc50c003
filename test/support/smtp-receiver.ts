import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";

export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it was sent, dots removed. */
  readonly text: string;
  readonly isSecure: boolean;
  /** Who had signed in; null: nobody. */
  readonly user: string | null;
}

export interface SmtpOptions {
  /** PEM; absent: no TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** TLS from the first octet. */
  readonly isImplicit?: boolean;
  readonly mechanisms?: readonly ("PLAIN" | "LOGIN")[];
  readonly password?: string;
  /** Said right behind the answer to STARTTLS, in the clear: what an attacker would put there. */
  readonly injected?: string;
}

/** The smallest SMTP server that has STARTTLS, TLS from the start, AUTH PLAIN and LOGIN; on loopback, keeps what it takes. */
export class SmtpReceiver {
  readonly mails: TakenMail[] = [];
  /** Every command as it came, passwords among them. */
  readonly commands: string[] = [];
  /** Answers instead of its own, by the beginning of a command; "." is the end of a mail. */
  readonly answers = new Map<string, string>();
  readonly #options: SmtpOptions;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  private constructor(options: SmtpOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#greet(socket));
  }

  static async open(options: SmtpOptions = {}): Promise<SmtpReceiver> {
    const receiver = new SmtpReceiver(options);
    receiver.#server.listen(0, "127.0.0.1");
    await once(receiver.#server, "listening");
    return receiver;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #greet(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {}).on("close", () => this.#sockets.delete(socket));
    const talk = new Talk(this, this.#options);
    if (this.#options.isImplicit) talk.secure(socket);
    else talk.serve(socket);
    talk.say("220 receiver.test ESMTP");
  }
}

class Talk {
  readonly #receiver: SmtpReceiver;
  readonly #options: SmtpOptions;
  #socket: Socket | null = null;
  #heard = "";
  #isSecure = false;
  #user: string | null = null;
  #from = "";
  #to: string[] = [];
  /** Lines of a mail, or what AUTH LOGIN still asks for. */
  #mail: string[] | null = null;
  #login: string[] | null = null;

  constructor(receiver: SmtpReceiver, options: SmtpOptions) {
    this.#receiver = receiver;
    this.#options = options;
  }

  say(text: string): void {
    this.#socket?.write(`${text}\r\n`);
  }

  serve(socket: Socket): void {
    this.#socket = socket;
    socket.on("data", (octets: Buffer) => {
      this.#heard += octets.toString("latin1");
      for (let end = this.#heard.indexOf("\r\n"); end >= 0; end = this.#heard.indexOf("\r\n")) {
        const line = this.#heard.slice(0, end);
        this.#heard = this.#heard.slice(end + 2);
        const reply = this.#replyTo(line);
        if (reply !== null) this.say(reply);
      }
    });
  }

  secure(socket: Socket): void {
    socket.removeAllListeners("data");
    const { tls } = this.#options;
    this.#isSecure = true;
    this.#heard = "";
    const secured = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(tls) });
    secured.on("error", () => {});
    this.serve(secured);
  }

  /** Null: nothing, or it was said already. */
  #replyTo(line: string): string | null {
    if (this.#mail !== null) return this.#mailLine(line);
    if (this.#login !== null) return this.#loginLine(line);
    this.#receiver.commands.push(line);
    const [word = ""] = line.toUpperCase().split(/[ :]/);
    const forced = [...this.#receiver.answers].find(([begin]) => line.toUpperCase().startsWith(begin));
    if (forced !== undefined) return forced[1];
    switch (word) {
      case "EHLO":
        return this.#hello();
      case "STARTTLS": {
        this.say(`220 go ahead${this.#options.injected === undefined ? "" : `\r\n${this.#options.injected}`}`);
        if (this.#socket !== null) this.secure(this.#socket);
        return null;
      }
      case "AUTH":
        return this.#auth(line);
      case "MAIL":
        this.#from = /<(.*)>/.exec(line)?.[1] ?? "";
        this.#to = [];
        return "250 2.1.0 sender ok";
      case "RCPT":
        this.#to.push(/<(.*)>/.exec(line)?.[1] ?? "");
        return "250 2.1.5 recipient ok";
      case "DATA":
        this.#mail = [];
        return "354 go on";
      case "QUIT":
        this.#socket?.end("221 bye\r\n");
        return null;
      default:
        return "502 what?";
    }
  }

  #hello(): string {
    const { tls, mechanisms = [] } = this.#options;
    const offers = [
      "receiver.test",
      ...(tls && !this.#isSecure ? ["STARTTLS"] : []),
      ...(mechanisms.length > 0 ? [`AUTH ${mechanisms.join(" ")}`] : []),
    ];
    return offers.map((offer, at) => `250${at === offers.length - 1 ? " " : "-"}${offer}`).join("\r\n");
  }

  #auth(line: string): string | null {
    const [, mechanism = "", initial = ""] = line.split(" ");
    if (mechanism === "LOGIN") {
      this.#login = [];
      return `334 ${Buffer.from("Username:").toString("base64")}`;
    }
    const [, user = "", password = ""] = Buffer.from(initial, "base64").toString("utf8").split("\0");
    return this.#checked(user, password);
  }

  #loginLine(line: string): string | null {
    const given = [...(this.#login ?? []), Buffer.from(line, "base64").toString("utf8")];
    this.#login = given;
    const [user = "", password] = given;
    if (password === undefined) return `334 ${Buffer.from("Password:").toString("base64")}`;
    this.#login = null;
    return this.#checked(user, password);
  }

  #checked(user: string, password: string): string {
    if (password !== this.#options.password) return "535 5.7.8 wrong password";
    this.#user = user;
    return "235 2.7.0 welcome";
  }

  #mailLine(line: string): string | null {
    if (line !== ".") {
      this.#mail?.push(line.replace(/^\./, ""));
      return null;
    }
    const text = `${(this.#mail ?? []).join("\r\n")}\r\n`;
    this.#mail = null;
    const forced = this.#receiver.answers.get(".");
    if (forced !== undefined) return forced;
    const { mails } = this.#receiver;
    mails.push({ from: this.#from, to: this.#to, text, isSecure: this.#isSecure, user: this.#user });
    return `250 2.0.0 taken as ${mails.length}`;
  }
}
