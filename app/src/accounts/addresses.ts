/** Where the account's logo and styles are, for everybody: another logo has another address. */
export const logoPath = (hash: string) => `/account/logo/${hash}.webp`;
export const stylesPath = (hash: string) => `/account/styles/${hash}.css`;
