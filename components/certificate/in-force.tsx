import { Time } from "#components/ui/time.tsx";
import type { CertificateView } from "#server/certificate/schema.ts";
import type { ServedFact } from "#server/served-certificate/schema.ts";
import { type TlsProfile, tlsPolicyOf, type TlsVersion } from "#server/tls/schema.ts";
import { issuerOf, policySentence, publicNames, shortNames } from "./words.ts";

export interface InForceProps {
  certificates: readonly CertificateView[];
  facts: readonly ServedFact[];
  settings: { hostname: string; tlsProfile: TlsProfile; tlsMinVersion: TlsVersion };
  legacyListeners: readonly string[];
}

/** What holds, in sentences a colleague could check with a mail program. */
export function InForce({ certificates, facts, settings, legacyListeners }: InForceProps) {
  const byDefault = certificates.find(({ isDefault }) => isDefault);
  const others = certificates.filter(({ isDefault, shownFor }) => !isDefault && publicNames(shownFor).length > 0);
  const wrong = facts.filter(({ isAsWanted }) => !isAsWanted);
  return (
    <>
      {byDefault === undefined ? (
        <p>There is no certificate, so nobody can use TLS.</p>
      ) : (
        <p>
          Mail programs are shown the certificate for <strong>{shortNames(byDefault.names)}</strong>, signed by{" "}
          {issuerOf(byDefault)}, which ends <Time at={byDefault.notAfterAt} format="exact" />.
        </p>
      )}
      {others.map((each) => (
        <p key={each.id}>
          Those that ask for {publicNames(each.shownFor).join(", ")} are shown one signed by {issuerOf(each)}, which
          ends <Time at={each.notAfterAt} format="exact" />.
        </p>
      ))}
      <p>{policySentence(tlsPolicyOf(settings), legacyListeners)}</p>
      {wrong.map(({ listenerId, serverName, port, listenerName, errorText, notAfterAt, wanted, sinceAt }) => (
        <p key={`${listenerId} ${serverName}`} className="text-danger-soft-foreground">
          {port ?? listenerName}
          {serverName !== "" && `, asked for ${serverName},`}{" "}
          {errorText !== null || notAfterAt === null ? (
            <>shows nothing: {errorText}</>
          ) : (
            <>
              serves the one that ends <Time at={notAfterAt} format="exact" />; stored is another
              {wanted && (
                <>
                  , which ends <Time at={wanted.notAfterAt} format="exact" />
                </>
              )}
              .
            </>
          )}{" "}
          <span className="text-muted">
            Since <Time at={sinceAt} />.
          </span>
        </p>
      ))}
    </>
  );
}
