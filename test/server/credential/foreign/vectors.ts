/**
 * Hashes that the named programs made (Dovecot 2.3.19, OpenSSL 3.0, libxcrypt 4.4): tool, password, hash.
 */
export const vectors: readonly (readonly [tool: string, password: string, hash: string])[] = [
  [
    "doveadm pw -s BLF-CRYPT",
    "correct horse 9",
    "{BLF-CRYPT}$2y$05$a/.AfNdkXB9p1UNSul6E1eeh7Q3meakTyPOz8iRVuparhRqv2W2k2",
  ],
  [
    "doveadm pw -s SHA512-CRYPT",
    "correct horse 9",
    "{SHA512-CRYPT}$6$vm7rCnn1BxPStUQL$V5tyTVzu1yZ2eCzWXGf2khlQt9jf4dqgMOAHkOvYcswjnov0HyAO6oQQJ2GMfJvJT6r5WtwLjtFQNyB9hsMe/1",
  ],
  [
    "doveadm pw -s SHA256-CRYPT",
    "correct horse 9",
    "{SHA256-CRYPT}$5$tQh/t5CYA8Fj/onc$UM4XJ/xzmz/AziJ3o2yneSwmG66FTVX2KdEUsPrybs5",
  ],
  ["doveadm pw -s MD5-CRYPT", "correct horse 9", "{MD5-CRYPT}$1$07Q8aZ8r$RLTkvmvFarJRisTMlprox/"],
  ["doveadm pw -s SHA", "correct horse 9", "{SHA}H5CQsPd3Mi7M+rcAd04YFZWatcg="],
  ["doveadm pw -s SHA1", "correct horse 9", "{SHA1}H5CQsPd3Mi7M+rcAd04YFZWatcg="],
  ["doveadm pw -s SHA256", "correct horse 9", "{SHA256}8hqN+vBfM9tSO2MXb7h8LJJSAG9jxeO7HR4NiCiHHQ8="],
  [
    "doveadm pw -s SHA512",
    "correct horse 9",
    "{SHA512}xtcK7/4RXWZoSmjluqKUo7SR+l0xWUbcPPAsoQib3aDo57/l+YVuNtjvRjFbMBqDYY/Miz408CvyKbyVyak0bw==",
  ],
  ["doveadm pw -s SSHA", "correct horse 9", "{SSHA}zTTzj55bhr+PRewBEwKWDgM6RoZVll/z"],
  ["doveadm pw -s SSHA256", "correct horse 9", "{SSHA256}FHEHE3bzBCWtGVI1w3laj3nbNUzcKEaWIL584vR/Kgt6hwi0"],
  [
    "doveadm pw -s SSHA512",
    "correct horse 9",
    "{SSHA512}G/7q/nm2+UK7TnRn2/k9XHZ9W6cyz8BsfnuZSmJ9NQCxJjpvrZAUWZLsKk0Wf/K7KTig8TxMiIpJKFGu3JGBNKSs+qo=",
  ],
  ["doveadm pw -s SMD5", "correct horse 9", "{SMD5}lLuM5FaS6NnuyRhtRfdstulr0qE="],
  ["doveadm pw -s LDAP-MD5", "correct horse 9", "{LDAP-MD5}0joe/yprnmZN72my5JzwaA=="],
  ["doveadm pw -s PLAIN-MD5", "correct horse 9", "{PLAIN-MD5}d23a1eff2a6b9e664def69b2e49cf068"],
  ["doveadm pw -s MD5", "correct horse 9", "{MD5}$1$1buz6BHj$c2mSoV34AGu32lNu5H7Py1"],
  [
    "doveadm pw -s PBKDF2",
    "correct horse 9",
    "{PBKDF2}$1$CqvbwGgzXbxydh3A$5000$d4e6ff6c3c0d1f109bc9ab3df366c1c289da8f64",
  ],
  [
    "doveadm pw -s SCRAM-SHA-256",
    "correct horse 9",
    "{SCRAM-SHA-256}4096,24wTx+BqOC+zEklVWtWRjA==,EAcMtJvVMZ8ZSo5pY1hovFg4xVhicMXDq9ZpW8muq7s=,+1J6TvcQhp0H71jPRjE16WoYIS4tLXvqwHL3vmd3Kvk=",
  ],
  [
    "doveadm pw -s ARGON2ID",
    "correct horse 9",
    "{ARGON2ID}$argon2id$v=19$m=65536,t=3,p=1$mRcz5G0Wy/yNKQq/sfhqhA$9SCdokLAPA4py8CTVfuTJDYnZFZokrPvgTVRSskPHyw",
  ],
  [
    "doveadm pw -s ARGON2I",
    "correct horse 9",
    "{ARGON2I}$argon2i$v=19$m=32768,t=4,p=1$rzYzW5ONFjHueZrTwMt3Ag$A6NY4B9667xuH5pdBS6PUkW98kM2y+caIROGrZ507Xs",
  ],
  ["doveadm pw -s CRYPT", "correct horse 9", "{CRYPT}$2y$05$dOmTAT.FBPm21a0k572Jgub0ws4ycaYBV1JdDeOsP2/Ej5JviesNe"],
  [
    "doveadm pw -s SSHA256.hex",
    "correct horse 9",
    "{SSHA256.HEX}33fa7dbb16178f90a723bc5dac2ac6b9cf53145f67c8bfcc201c01a854c3d0e1b519a72c",
  ],
  [
    "doveadm pw -s SSHA512.b64",
    "correct horse 9",
    "{SSHA512.B64}SrVIa8v0NFf6XhY7u0wnx+dLRHKiKkoYe3zbvGqSePBlhpMGef6R6DNVnRn0SZd3UsCQbhorGwSnydxnjLK0ktDpol8=",
  ],
  ["doveadm pw -s SHA.hex", "correct horse 9", "{SHA.HEX}1f9090b0f777322eccfab700774e1815959ab5c8"],
  [
    "doveadm pw -s SHA512-CRYPT.b64",
    "correct horse 9",
    "{SHA512-CRYPT.B64}JDYka0Q4UW1wRFdCTU9tQUVEYiR1OHVKNFQzMnk0a2MyZktadG44OHh5dmRsWGNjang4M0V3Zm5NaXpaNXpRSUNrNkY4NTB2QkNlSHkzbHZHcDM2RXlKZmY2dlhQQVJVQkVzdWdFeDJqLw==",
  ],
  [
    "doveadm pw -s SHA512-CRYPT.hex",
    "correct horse 9",
    "{SHA512-CRYPT.HEX}24362458736672332e7169353458552f38316d24696d3458753071516b2e372e31504b6773756d706e72467268676c586852486453375456536b2f666e4b3757625635706e6947774c426c6c6b34436e4e6a504371414853706b794c533736545372467455524570782f",
  ],
  [
    "doveadm pw -s BLF-CRYPT.base64",
    "correct horse 9",
    "{BLF-CRYPT.BASE64}JDJ5JDA1JG9BZFUxblZHNTl5WHRBdEtVTmc1dXVvZS9uZ1hRVTYzMUZNNzdLaU5rSE45Zy5CTmVXckJH",
  ],
  ["doveadm pw -s PLAIN-MD5.b64", "correct horse 9", "{PLAIN-MD5.B64}0joe/yprnmZN72my5JzwaA=="],
  [
    "doveadm pw -s SHA256.hex",
    "correct horse 9",
    "{SHA256.HEX}f21a8dfaf05f33db523b63176fb87c2c9252006f63c5e3bb1d1e0d8828871d0f",
  ],
  ["doveadm pw -s PLAIN.b64", "correct horse 9", "{PLAIN.B64}Y29ycmVjdCBob3JzZSA5"],
  [
    "doveadm pw -s SHA512-CRYPT",
    "grüner Tee",
    "{SHA512-CRYPT}$6$1nEB0Z6.T.8Gqgfi$tjVyPH76d4JxZ4iEVNwUZTIOanvbHEnyMkJfW9w0EkKYNM40SlDZS.8iNgTLA6ESu.KVWhwZKS0a2yAcB6tDA1",
  ],
  ["doveadm pw -s SSHA256", "grüner Tee", "{SSHA256}EIOvLUqBt3y7Fo3k6z74l8yIo9Ibz3R9D6hqEDX9oU7UZyn7"],
  ["doveadm pw -s BLF-CRYPT", "grüner Tee", "{BLF-CRYPT}$2y$05$xZKFym2nRPqf0igAYf5PluMi0wPxTGQHqMQdH3tHKAk3zjxroS6iS"],
  ["doveadm pw -s MD5-CRYPT", "grüner Tee", "{MD5-CRYPT}$1$fMUacZpu$7QJVaPXKhoCm4CpCKEobJ0"],
  [
    "doveadm pw -s SCRAM-SHA-256",
    "grüner Tee",
    "{SCRAM-SHA-256}4096,5k7DSyRVQMniGf/m0+EMiA==,r50UUSc1TIXozQRAfg4TOSbOAIZL+WTZMP1G1rDXRjY=,b9uaJCJMztQPLsneqlgeEm+bAfb1Nn5M8xe1qGE0Zu8=",
  ],
  ["doveadm pw -s PBKDF2", "grüner Tee", "{PBKDF2}$1$Xd9mDxtkdnHtNdDV$5000$bb3bf187645ef7bf9aa2246a4c9bae1c8f408118"],
  [
    "doveadm pw -s SHA512-CRYPT",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxan end that bcrypt never sees",
    "{SHA512-CRYPT}$6$k7ePYRgRJiEKygUK$9iDKQ3MVlLIqflJz8.eT1On2FMIusovS0oZA7owbGGMuADGpS0Hypm4NkndgosVKVfuJwB4uy1nmdMJ0D0WZu1",
  ],
  [
    "doveadm pw -s SHA256-CRYPT",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxan end that bcrypt never sees",
    "{SHA256-CRYPT}$5$p58lOdNaeqUn04cn$vGBw.bDsxVQsrIztSkgzngiNdJDcEXcla9fXP5ACZ65",
  ],
  [
    "doveadm pw -s BLF-CRYPT",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxan end that bcrypt never sees",
    "{BLF-CRYPT}$2y$05$NmRvOo9FBE9KqYMfg85BD.MrfRUapQ/O1W4Pag92KG8/0C2hShapW",
  ],
  [
    "doveadm pw -s MD5-CRYPT",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxan end that bcrypt never sees",
    "{MD5-CRYPT}$1$P2ns9J9F$LZiQdyGqes8ZDSlFjJSw6.",
  ],
  [
    "doveadm pw -s SHA512-CRYPT -r 12345",
    "correct horse 9",
    "{SHA512-CRYPT}$6$rounds=12345$XU90Qt79EjA7Ah4G$KyTTDTmbOmUbt07vJXX3XonI.bqLxsUmGTpWLlESBeuXA8S2CoJZH2XNvivXiBf2npo1OfiQuyu7Wu8WlNgO10",
  ],
  [
    "doveadm pw -s SHA256-CRYPT -r 1000",
    "correct horse 9",
    "{SHA256-CRYPT}$5$rounds=1000$ntLEYSD9PWR02uas$t6jqEEj8OVsZcTWYXmm.mcxQVW184583jI.0ZV1sclC",
  ],
  [
    "doveadm pw -s BLF-CRYPT -r 8",
    "correct horse 9",
    "{BLF-CRYPT}$2y$08$qDsDe566gk5GVFq9YcSKUOBxD7qStXv8A7RVv9KjIAxIEKg4Qytcy",
  ],
  [
    "doveadm pw -s PBKDF2 -r 20000",
    "correct horse 9",
    "{PBKDF2}$1$KVnw3lRzGfncs0Pz$20000$09dc8eaf10ff0d3c3c10c98184531a64be88e715",
  ],
  [
    "openssl passwd -6",
    "correct horse 9",
    "$6$kMzKPJU2zkWexdiA$S2rd8EJ9Ryyo/nMdCQzSaYbQIzSWqEFcJNVCi6fwUueYPCcNgypXQ3gRofJGG6Ftgch4etcTBW5vpS.G52Lrz/",
  ],
  ["openssl passwd -5", "correct horse 9", "$5$/eOZu8VNqa3YnE2N$VPh.uuW6GhYgiajYNIN/W0bn3EV/FOD2lQt25tLH.I8"],
  ["openssl passwd -1", "correct horse 9", "$1$unQpmrWI$219WUK46qXmOKAmGWulOJ0"],
  ["openssl passwd -apr1", "correct horse 9", "$apr1$xd6OWz7N$lBxxa9NVHX577JIME2mgy1"],
  [
    "openssl passwd -6 -salt a",
    "grüner Tee",
    "$6$a$kJ9.V1a0r0FUliD6PJ6pksPmtRD/AvJAWQlG9.0PnGJEF471Mz69GnXzVHiWc8kThDEsiAoTu7n2otmJvcsj2.",
  ],
  [
    "python crypt METHOD_SHA512 rounds",
    "correct horse 9",
    "$6$rounds=2000$KD1k35bUgKvRvBO9$VL725YtYCB6hHk5aCWkbTno9xu9LcjoAkDV5P1HDXAjNoIofl7UTLGZiEpviw/V7UXyddYQc4tMiy.iA5ICK7.",
  ],
  ["libxcrypt $2a$", "correct horse 9", "$2a$05$abcdefghijklmnopqrstuu1DGBUyugDryy2ZKLrMCfbKaACplIHXG"],
  ["libxcrypt $2b$", "correct horse 9", "$2b$05$abcdefghijklmnopqrstuu1DGBUyugDryy2ZKLrMCfbKaACplIHXG"],
  ["libxcrypt $2y$, 8-bit", "grüner Tee", "$2y$05$abcdefghijklmnopqrstuuLA9oOOI4lmGiMMTsAJoweFBIzGUqAqO"],
  [
    "python hashlib.pbkdf2_hmac, as passlib writes it",
    "correct horse 9",
    "$pbkdf2-sha256$29000$c2l4dGVlbiBvY3RldHMhIQ$/p2EBI8M9lC3tVBJK5pm.0DRD49JElRIcK7kFYyF/tU",
  ],
  [
    "python hashlib.pbkdf2_hmac, as passlib writes it",
    "correct horse 9",
    "$pbkdf2-sha512$1000$c2l4dGVlbiBvY3RldHMhIQ$SzYYdyBLn0.8VBGCyprj2MY7cdNAmyu9hl24jSa2cMYZ.2enH75vW8bg3sIpAxFeP1AK6T3axwKCDnCiRVZc0Q",
  ],
];
