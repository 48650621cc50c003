export interface DovecotConfig {
  readonly directory: string;
  readonly ports: { readonly pop3: number; readonly pop3s: number; readonly lmtp: number };
  /** Of the mail; never root's. */
  readonly user: { readonly uid: number; readonly gid: number };
  /** Of its pop3 service, kept from the start; each serves many connections. */
  readonly processes: number;
  /** Null: Dovecot's own users for its own processes, which needs root. */
  readonly ownUser: { readonly name: string; readonly group: string } | null;
}

/**
 * The strongest setting found ("max" in docs/benchmarks.md): login and pop3 processes that are kept and serve many connections each, an
 * authentication cache, and every shortcut of the Maildir and POP3 settings that loses no mail. Sessions are logged, deliveries synced.
 */
export function dovecotConfig({ directory, ports, user, processes, ownUser }: DovecotConfig): string {
  return `
base_dir = ${directory}/run
state_dir = ${directory}/state
log_path = ${directory}/dovecot.log
protocols = pop3 lmtp
listen = 127.0.0.1
${ownUser === null ? "" : unprivileged(ownUser)}
first_valid_uid = 1
mail_uid = ${user.uid}
mail_gid = ${user.gid}
mail_location = maildir:${directory}/mail/%u
ssl = yes
ssl_cert = <${directory}/certificate.pem
ssl_key = <${directory}/key.pem
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = no
auth_mechanisms = plain
auth_cache_size = 64 M
auth_cache_ttl = 1 hour
mail_save_crlf = yes
maildir_very_dirty_syncs = yes
pop3_fast_size_lookups = yes
pop3_no_flag_updates = yes
default_client_limit = 30000
default_vsz_limit = 2 G

passdb {
  driver = passwd-file
  args = username_format=%u ${directory}/users
}
userdb {
  driver = static
  args = uid=${user.uid} gid=${user.gid} home=${directory}/mail/%u
}
protocol pop3 {
  mail_max_userip_connections = 0
}
service pop3-login {
  inet_listener pop3 {
    port = ${ports.pop3}
  }
  inet_listener pop3s {
    port = ${ports.pop3s}
    ssl = yes
  }
  service_count = 0
  process_min_avail = 2
  process_limit = 2
  client_limit = 15000
}
service pop3 {
  service_count = 0
  process_min_avail = ${processes}
  process_limit = ${processes}
  client_limit = ${Math.ceil(8_000 / processes)}
}
service lmtp {
  inet_listener lmtp {
    port = ${ports.lmtp}
  }
  service_count = 0
  process_min_avail = 8
  process_limit = 20
}
`;
}

/** All of Dovecot as the user who started it: no other user, and no chroot, which only root may. */
function unprivileged({ name, group }: { readonly name: string; readonly group: string }): string {
  const confined = ["pop3-login", "anvil", "stats", "ipc"].map((service) => `service ${service} {\n  chroot =\n}`);
  return [
    `default_internal_user = ${name}`,
    `default_internal_group = ${group}`,
    `default_login_user = ${name}`,
    ...confined,
  ].join("\n");
}
