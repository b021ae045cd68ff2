import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { api } from "../api.ts";
import type { SignInOptions } from "../protocol.ts";
import { Problem } from "../ui/problem.tsx";

/** How people may sign in here; null until that is known. Without an answer it is what most have, and sending says the rest. */
export function useSignInOptions(): SignInOptions | null {
  const [options, setOptions] = useState<SignInOptions | null>(null);
  useEffect(() => {
    api.signInOptions().then(setOptions, () => setOptions({ passwords: true, resetsByMail: false }));
  }, []);
  return options;
}

interface ProviderButtonProps {
  options: SignInOptions;
  query: Record<string, string>;
  children: ComponentChildren;
}

/** Leads to the organisation's own sign-in, and says what else there is. */
export function ProviderButton({ options, query, children }: ProviderButtonProps) {
  return (
    <>
      <a class="button primary provider" href={providerPath(query)}>
        {children}
      </a>
      {options.passwords && (
        <p class="or">
          <span>or with a password</span>
        </p>
      )}
    </>
  );
}

export function providerPath(query: Record<string, string>): string {
  const search = new URLSearchParams(query).toString();
  return `/session/oidc${search && `?${search}`}`;
}

/** Why the provider didn't sign somebody in: the server leads back with one of these. */
const PROBLEMS: Record<string, string> = {
  unavailable: "The sign-in service can’t be reached right now. Please try again in a moment.",
  declined: "The sign-in service didn’t let you in.",
  expired: "That took too long, or began in another tab. Please try again.",
  domain: "Your email address isn’t of a domain that may sign in here.",
  unverified: "The sign-in service doesn’t confirm that your email address is yours. Ask whoever runs it.",
  no_account: "You have no account here yet. Ask an administrator for an invitation link.",
  inactive: "Your account isn’t active any more. Ask an administrator.",
  taken: "Somebody else already signs in with this email address. Ask an administrator.",
  blocked: "Nobody can sign in from this network address.",
  too_often: "That was too often. Please try again in a few minutes.",
};

/** What the address of this page says went wrong. */
export function ProviderProblem() {
  const problem = new URLSearchParams(location.search).get("problem");
  if (problem === null) return null;
  return (
    <div class="provider-problem">
      <Problem>
        {Object.hasOwn(PROBLEMS, problem) ? PROBLEMS[problem] : "You couldn’t be signed in. Please try again."}
      </Problem>
    </div>
  );
}
