// The list of options in README.md, from the option table of the built command. `--check` only compares.
import { OPTION_NAMES, OPTIONS } from '../dist/cli/options.js';
import { keep, table } from './marked-table.mjs';

function flag(name, { isFlag, short, value }) {
  const shown = isFlag ? `--${name}` : `--${name} ${value ?? 'VALUE'}`;
  return short === undefined ? `\`${shown}\`` : `\`${shown}\`, \`-${short}\``;
}

function code(text) {
  return text === undefined ? '' : `\`${text}\``;
}

const rows = OPTION_NAMES.map((name) => {
  const option = OPTIONS[name];
  const where = option.inConfig === false ? '' : 'yes';
  return [flag(name, option), code(option.env), where, code(option.default), option.commands.join(', '), option.help];
});

keep(
  'README.md',
  'options',
  table([['flag', 'environment', 'config file', 'default', 'commands', 'meaning'], ...rows]),
);
