// Installs what the tests use and npm does not bring: a browser, the mail programs Popdesk is tried with, an LDAP directory and saslauthd. Where it may not
// install (no root, no apt-get), it says which commands do; the tests that need them then fail or are skipped by name.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** What must be found, and the Debian package that has it. */
const wanted = [
  { names: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"], package: "chromium" },
  { names: ["curl"], package: "curl" },
  { names: ["fetchmail"], package: "fetchmail" },
  { names: ["getmail"], package: "getmail6" },
  { names: ["mpop"], package: "mpop" },
  { names: ["python3"], package: "python3" },
  { names: ["saslauthd"], package: "sasl2-bin" },
  { names: ["slapd"], package: "slapd" },
];
const places = [...(process.env.PATH ?? "").split(delimiter), "/usr/bin", "/usr/sbin", "/usr/local/bin", "/snap/bin"];
/** The tests run a directory of their own: the package is to make none and start none. */
const withoutDirectory = "echo 'slapd slapd/no_configuration boolean true' | debconf-set-selections";
const isFound = ({ names }) =>
  names.some((name) => places.some((place) => place !== "" && existsSync(join(place, name))));
const isNamed = (tool) => tool.package === "chromium" && existsSync(process.env.POPDESK_CHROMIUM ?? "");

const missing = wanted.filter((tool) => !isNamed(tool) && !isFound(tool)).map((tool) => tool.package);
if (missing.length > 0) {
  const isRoot = process.getuid?.() === 0;
  const command = `apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (isRoot && places.some((place) => existsSync(join(place, "apt-get")))) {
    console.log(`Installing what the tests use: ${missing.join(", ")} …`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const options = { env, shell: true, encoding: "utf8" };
    if (missing.includes("slapd")) spawnSync(withoutDirectory, options);
    let run = spawnSync(command, options);
    if (run.status !== 0) run = spawnSync(`apt-get update && ${command}`, options);
    if (run.status !== 0) {
      console.error(`${run.stdout}${run.stderr}\nThe packages ${missing.join(", ")} could not be installed.`);
      process.exit(1);
    }
  } else {
    console.log(
      `Not installed: ${missing.join(", ")}. The tests that need them are skipped; to run them too:\n\n    sudo ${command}\n` +
        (missing.includes("chromium") ? "\nA browser in an unusual place is named by POPDESK_CHROMIUM=/path.\n" : ""),
    );
  }
}
