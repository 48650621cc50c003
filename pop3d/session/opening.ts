/** Where the messages begin, what a client asks says more about the mail than about the client. */
const past = new Set(["RETR", "TOP", "DELE", "RSET", "NOOP", "QUIT"]);
const mostKeywords = 10;

/** The commands that a client begins with, in their order: mail programs can be told apart by them. Holds no argument. */
export class Opening {
  #keywords: string[] | null = [];
  #text = "";

  /** Keyword of a command the server knows. The same one again, as after a refused sign-in, counts once. */
  heard(keyword: string): void {
    const keywords = this.#keywords;
    if (keywords === null || keywords.at(-1) === keyword) return;
    if (!past.has(keyword)) keywords.push(keyword);
    if (!past.has(keyword) && keywords.length < mostKeywords) return;
    this.#text = keywords.join(" ");
    this.#keywords = null;
  }

  /** Keywords, a blank between. */
  get text(): string {
    return this.#keywords === null ? this.#text : this.#keywords.join(" ");
  }
}
