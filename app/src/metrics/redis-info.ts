/** What Redis and Valkey answer to INFO: `name:value` lines below headings. A number that isn't there is undefined. */
export function parseInfo(text: string): (name: string) => number | undefined {
  const values = new Map(
    text
      .split(/\r?\n/)
      .filter((line) => line.includes(":"))
      .map((line) => [line.slice(0, line.indexOf(":")), Number(line.slice(line.indexOf(":") + 1))]),
  );
  return (name) => {
    const value = values.get(name);
    return value === undefined || Number.isNaN(value) ? undefined : value;
  };
}
