import { execFile } from "node:child_process";
import { userInfo } from "node:os";
import { promisify } from "node:util";
import { LocalError } from "./errors.ts";

/** Numbers of a system user by name, through id(1), which also knows users that are in no file. Undefined for whoever runs this. */
export async function lookUpUser(name: string | undefined): Promise<{ uid: number; gid: number } | undefined> {
  if (!name || name === userInfo().username) return undefined;
  try {
    const [uid, gid] = await Promise.all(["-u", "-g"].map((flag) => promisify(execFile)("id", [flag, "--", name])));
    return { uid: Number(uid!.stdout), gid: Number(gid!.stdout) };
  } catch {
    throw new LocalError(
      "LOCAL_USER_UNKNOWN",
      `There is no system user "${name}".`,
      "Run `npm run refresh` and then `npm run up`, which makes it again.",
    );
  }
}
