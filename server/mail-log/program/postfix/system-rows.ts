import type { Row } from "../../pattern/row.ts";

const screened = { remoteIp: "192.0.2.7", service: "smtp" } as const;

/** postscreen, anvil, master and what any part says when it is in trouble. */
export const systemRows: Row[] = [
  {
    says: "CONNECT from [{remoteIp}]:{} to [{localIp}]:{}",
    event: "connected",
    sample: "Nov 21 20:48:50 mail postfix/postscreen[810]: CONNECT from [192.0.2.7]:41822 to [198.51.100.2]:25",
    gives: { ...screened, localIp: "198.51.100.2" },
  },
  ...["PASS NEW", "PASS OLD", "ALLOWLISTED", "WHITELISTED"].map(
    (words): Row => ({
      says: `${words} [{remoteIp}]:{}`,
      event: "notice",
      result: "ok",
      sample: `Nov 21 20:48:50 mail postfix/postscreen[810]: ${words} [192.0.2.7]:41822`,
      gives: screened,
    }),
  ),
  ...["DENYLISTED", "BLACKLISTED"].map(
    (words): Row => ({
      says: `${words} [{remoteIp}]:{}`,
      event: "sign-in-refused",
      result: "refused",
      sample: `Nov 21 20:48:50 mail postfix/postscreen[810]: ${words} [192.0.2.7]:41822`,
      gives: screened,
    }),
  ),
  {
    says: "DISCONNECT [{remoteIp}]:{}",
    event: "disconnected",
    sample: "Nov 21 20:48:50 mail postfix/postscreen[810]: DISCONNECT [192.0.2.7]:41822",
    gives: screened,
  },
  {
    says: "HANGUP after {seconds} from [{remoteIp}]:{} in {reason}",
    event: "dropped",
    sample:
      "Nov 21 20:48:50 mail postfix/postscreen[810]: HANGUP after 0.4 from [192.0.2.7]:41822 in tests before SMTP handshake",
    gives: { ...screened, seconds: 0.4, reason: "tests before SMTP handshake" },
  },
  {
    says: "PREGREET {} after {seconds} from [{remoteIp}]:{}: {reason}",
    event: "bad-command",
    result: "refused",
    sample:
      "Nov 21 20:48:50 mail postfix/postscreen[810]: PREGREET 14 after 0.22 from [192.0.2.7]:41822: EHLO User\\r\\n",
    gives: { ...screened, seconds: 0.22, reason: "EHLO User\\r\\n" },
  },
  {
    says: "DNSBL rank {} for [{remoteIp}]:{}",
    event: "notice",
    sample: "Nov 21 20:48:50 mail postfix/postscreen[810]: DNSBL rank 6 for [192.0.2.7]:41822",
    gives: screened,
  },
  {
    says: "reject: {} from [{remoteIp}]:{}: {reason}; {}",
    event: "mail-refused",
    result: "refused",
    sample:
      "Nov 21 20:48:50 mail postfix/postscreen[810]: NOQUEUE: reject: RCPT from [192.0.2.7]:41822: 550 5.7.1 Service unavailable; client [192.0.2.7] blocked using bl.example.com; from=<eve@example.com>, to=<ann@example.org>, proto=ESMTP, helo=<x>",
    gives: { ...screened, reason: "550 5.7.1 Service unavailable" },
  },
  {
    says: "addr {remoteIp} listed by domain {reason}",
    event: "notice",
    sample: "Nov 21 20:48:50 mail postfix/dnsblog[811]: addr 192.0.2.7 listed by domain bl.example.com as 127.0.0.4",
    gives: { remoteIp: "192.0.2.7", service: "smtp", reason: "bl.example.com as 127.0.0.4" },
  },
  {
    says: "statistics: {reason}",
    event: "statistics",
    sample:
      "Nov 21 20:52:11 mail postfix/anvil[813]: statistics: max connection rate 2/60s for (smtp:192.0.2.7) at Nov 21 20:48:50",
    gives: { service: "system", reason: "max connection rate 2/60s for (smtp:192.0.2.7) at Nov 21 20:48:50" },
  },
  {
    says: "daemon started -- {reason}",
    event: "started",
    sample: "Nov 21 06:00:01 mail postfix/master[701]: daemon started -- version 3.7.11, configuration /etc/postfix",
    gives: { service: "system", reason: "version 3.7.11, configuration /etc/postfix" },
  },
  {
    says: "starting the Postfix mail system",
    event: "started",
    sample: "Nov 21 06:00:01 mail postfix/postfix-script[700]: starting the Postfix mail system",
    gives: { service: "system" },
  },
  {
    says: "stopping the Postfix mail system",
    event: "stopped",
    sample: "Nov 21 06:00:01 mail postfix/postfix-script[700]: stopping the Postfix mail system",
    gives: { service: "system" },
  },
  {
    says: "refreshing the Postfix mail system",
    event: "reloaded",
    sample: "Nov 21 06:00:01 mail postfix/postfix-script[700]: refreshing the Postfix mail system",
    gives: { service: "system" },
  },
  {
    says: "terminating on signal {reason}",
    event: "stopped",
    sample: "Nov 21 06:00:01 mail postfix/master[701]: terminating on signal 15",
    gives: { service: "system", reason: "15" },
  },
  {
    says: "reload -- {reason}",
    event: "reloaded",
    sample: "Nov 21 06:00:01 mail postfix/master[701]: reload -- version 3.7.11, configuration /etc/postfix",
    gives: { service: "system", reason: "version 3.7.11, configuration /etc/postfix" },
  },
  ...["fatal", "panic", "error"].map(
    (level): Row => ({
      says: `${level}: {reason}`,
      event: "trouble",
      result: "failed",
      sample: `Nov 21 06:00:01 mail postfix/smtpd[812]: ${level}: no SASL authentication mechanisms`,
      gives: { service: "smtp", reason: "no SASL authentication mechanisms" },
    }),
  ),
  {
    says: "warning: {reason}",
    event: "notice",
    sample:
      "Nov 21 06:00:01 mail postfix/smtpd[812]: warning: dict_nis_init: NIS domain name not set - NIS lookups disabled",
    gives: { service: "smtp", reason: "dict_nis_init: NIS domain name not set - NIS lookups disabled" },
  },
];
