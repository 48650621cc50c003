/** @type {import("next").NextConfig} */
export default {
  reactStrictMode: true,
  reactCompiler: false,
  poweredByHeader: false,
  serverExternalPackages: [
    "@peculiar/x509",
    "better-sqlite3",
    "@node-rs/argon2",
    "@prisma/client",
    "@prisma/adapter-better-sqlite3",
    "@prisma/adapter-pg",
  ],
};
