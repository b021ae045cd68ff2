import type { Alert, AlertContext } from "../alert.ts";

const LEFT = "min(campfire_certificate_expiry_timestamp_seconds) - time()";

/** The certificate that people's browsers get, whoever made it: the replicas look at their own address as browsers do. */
export const certificates = (_context: AlertContext): Alert[] => [
  {
    name: "CertificateExpires",
    // Certificates are renewed 30 days before their end; one that has 14 left was not.
    expr: `${LEFT} < 14 * 24 * 3600`,
    for: "1h",
    severity: "ticket",
    summary: "The chat's certificate ends in {{ $value | humanizeDuration }}",
    description: "Its renewal fails. Look at the log of what renews it.",
  },
  {
    name: "CertificateExpiresSoon",
    expr: `${LEFT} < 3 * 24 * 3600`,
    for: "5m",
    severity: "page",
    summary: "The chat's certificate ends in {{ $value | humanizeDuration }}",
    description: "Then no browser lets anybody in. Renew it by hand now.",
  },
];
