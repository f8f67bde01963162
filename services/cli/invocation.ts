/** How a person starts the command line in a checkout (README.md): it stands before every command that texts propose. */
export const INVOCATION = 'npx wincanal';
