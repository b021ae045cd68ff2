/** A certificate of this replica's own, made with @peculiar/x509. Loaded only where the replica serves TLS: it costs 0.2 s and 4 MB. */
import "reflect-metadata"; // @peculiar/x509 needs it before it is loaded itself
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

const P256 = { name: "ECDSA", namedCurve: "P-256" };
const HOUR_MS = 3_600_000;
/** Longer than any replica runs; who connects can't verify it anyway. */
const VALID_MS = 3650 * 24 * HOUR_MS;

/** Both as PEM. */
export interface ServerCertificate {
  cert: string;
  key: string;
}

/**
 * For the way from a load balancer in the same network, which encrypts and asks for no proof: nobody else has the key, it is on no disk,
 * and each replica has another.
 */
export async function selfSigned(commonName: string): Promise<ServerCertificate> {
  const keys = (await webcrypto.subtle.generateKey(P256, true, ["sign", "verify"])) as webcrypto.CryptoKeyPair;
  const now = Date.now();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    // From an hour ago, for whoever's clock is slow.
    notBefore: new Date(now - HOUR_MS),
    notAfter: new Date(now + VALID_MS),
    // A common name has 64 characters at most.
    name: [{ CN: [commonName.slice(0, 64)] }],
    keys,
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([{ type: "dns", value: "localhost" }]),
    ],
  });
  const key = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { cert: certificate.toString("pem"), key: x509.PemConverter.encode(key, "PRIVATE KEY") };
}
