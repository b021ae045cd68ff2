import { useEffect } from "preact/hooks";
import { Shell } from "./chat/shell.tsx";
import { session, startChat, unreachable } from "./chat-context.ts";
import { route } from "./router.ts";
import { FirstRun } from "./screens/first-run.tsx";
import { Forgot } from "./screens/forgot.tsx";
import { Join } from "./screens/join.tsx";
import { Problem } from "./screens/problem.tsx";
import { Reset } from "./screens/reset.tsx";
import { SignIn } from "./screens/sign-in.tsx";
import { Starting } from "./screens/starting.tsx";
import { Transfer } from "./screens/transfer.tsx";

/** The screen that the address asks for. */
export function App() {
  const { value: current } = route;
  switch (current.name) {
    case "firstRun":
      return <FirstRun />;
    case "signIn":
      return <SignIn />;
    case "forgot":
      return <Forgot />;
    case "reset":
      return <Reset token={current.token} />;
    case "join":
      return <Join code={current.code} />;
    case "transfer":
      return <Transfer token={current.token} />;
    case "unknown":
      return <Problem title="Nothing here" text="This address leads nowhere. It may have been mistyped." />;
    default:
      return <SignedIn />;
  }
}

function SignedIn() {
  const ready = session.value !== null;
  useEffect(() => {
    if (!ready) void startChat();
  }, [ready]);
  return ready ? <Shell /> : <Starting unreachable={unreachable.value} />;
}
