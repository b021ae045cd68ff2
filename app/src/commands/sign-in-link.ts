import { record } from "../audit/record.ts";
import { readServeConfig } from "../config.ts";
import { Database } from "../database/database.ts";
import { createLog } from "../log.ts";
import { Sessions } from "../sessions/sessions.ts";
import { TRANSFER_HOURS } from "../sessions/transfers.ts";
import { findByEmail } from "../users/queries.ts";

/**
 * Prints a link that signs somebody in without a password or provider: an administrator's way back in when neither
 * works. Whoever may run this could read the database anyway.
 */
export async function signInLinkCommand(email: string): Promise<void> {
  const config = readServeConfig(process.env);
  const database = new Database({ ...config.database, maxConnections: 2 }, await createLog(config.log));
  try {
    const { token } = await database.transaction(async (within) => {
      const found = await findByEmail(within, email);
      if (!found) throw new Error(`nobody here has the e-mail address ${email}.`);
      await record(within, {}, { kind: "session.link_made", userId: found.user.id, details: { by: "command" } });
      return new Sessions(database, null, config).startTransfer(found.user.id, within);
    });
    process.stdout.write(`${new URL(`/session/transfers/${token}`, config.publicUrl).href}\n`);
    process.stderr.write(`It signs ${email} in once, within ${TRANSFER_HOURS} hours.\n`);
  } finally {
    await database.close();
  }
}
