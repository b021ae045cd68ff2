import type { ServeConfig } from "../config.ts";
import { Mailer } from "../mail/mailer.ts";
import { Provider } from "../single-sign-on/provider.ts";
import type { Check } from "./check.ts";

/** What signing in needs from elsewhere: the provider and the mail server, where they are set. */
export function signInChecks({ signIn: { provider }, mail, publicUrl }: ServeConfig): Check[] {
  const checks: Check[] = [];
  if (provider) {
    checks.push({
      name: "sign-in",
      run: async () => {
        try {
          await new Provider(provider, publicUrl).discover();
        } catch (error) {
          const { message, cause } = (error as { cause: Error }).cause as Error & { cause?: Error };
          const why = cause?.message ? `${message} (${cause.message})` : message;
          throw new Error(`${provider.issuer.href} doesn't answer as a provider: ${why}. Check CAMPFIRE_OIDC_ISSUER`);
        }
        return `${provider.issuer.href} answers; it must know ${new URL("/session/oidc/callback", publicUrl).href}`;
      },
    });
  }
  if (mail) {
    checks.push({
      name: "mail",
      run: async () => {
        await new Mailer(mail).check().catch((error: Error) => {
          throw new Error(`${mail.host}:${mail.port} takes no mail: ${error.message}. Check CAMPFIRE_SMTP_URL`);
        });
        return `${mail.host}:${mail.port} takes mail`;
      },
    });
  }
  return checks;
}
