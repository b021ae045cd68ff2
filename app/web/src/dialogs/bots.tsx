import { useEffect, useState } from "preact/hooks";
import { api } from "../api.ts";
import type { Bot } from "../protocol.ts";
import { errorText } from "../ui/error-texts.ts";
import { PlusIcon } from "../ui/icons.tsx";
import { Problem } from "../ui/problem.tsx";
import { BotDialog, NewBotDialog } from "./bot.tsx";
import { Dialog, showDialog } from "./dialog.tsx";

/** The bots there are; for administrators. */
export function BotsDialog() {
  const [bots, setBots] = useState<readonly Bot[] | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    api.bots().then(
      (answer) => setBots(answer.bots.filter(({ active }) => active)),
      (error: unknown) => setProblem(errorText(error)),
    );
  }, []);
  return (
    <Dialog title="Bots">
      <p>Programs that write here like people do, and hear when they are mentioned or written to.</p>
      <Problem>{problem}</Problem>
      <ul aria-busy={bots === null}>
        {bots?.map((bot) => (
          <li key={bot.id}>
            <button type="button" class="menu-item bot" onClick={() => showDialog(<BotDialog bot={bot} />)}>
              <bdi>{bot.name}</bdi>
              <span class="person-note">{bot.webhookUrl ? "answers" : "only posts"}</span>
            </button>
          </li>
        ))}
      </ul>
      {bots?.length === 0 && <p>There is none yet.</p>}
      <div class="form-actions">
        <button type="button" class="primary" onClick={() => showDialog(<NewBotDialog />)}>
          <PlusIcon />
          New bot
        </button>
      </div>
    </Dialog>
  );
}
