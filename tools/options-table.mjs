// The list of options in README.md, from the option table of the built command. `--check` only compares.
import { COMMAND_GROUPS } from '../dist/cli/option.js';
import { OPTION_NAMES, OPTIONS } from '../dist/cli/options.js';
import { keep, table } from './marked-table.mjs';

function flag(name, { isFlag, short, value }) {
  const shown = isFlag ? `--${name}` : `--${name} ${value ?? 'VALUE'}`;
  return short === undefined ? `\`${shown}\`` : `\`${shown}\`, \`-${short}\``;
}

function code(text) {
  return text === undefined ? '' : `\`${text}\``;
}

/** A group that is named above the table, where a list is one; else the commands. */
function commandsOf(commands) {
  const same = (group) => group.length === commands.length && group.every((name) => commands.includes(name));
  const named = Object.entries(COMMAND_GROUPS).find(([, group]) => same(group));
  return named ? `*${named[0]}*` : commands.join(', ');
}

const groups = Object.entries(COMMAND_GROUPS).map(([name, commands]) => `*${name}*: ${commands.join(', ')}.`);

const rows = OPTION_NAMES.map((name) => {
  const option = OPTIONS[name];
  const where = option.inConfig === false ? '' : 'yes';
  return [flag(name, option), code(option.env), where, code(option.default), commandsOf(option.commands), option.help];
});

keep(
  'README.md',
  'options',
  `${groups.join(' ')}\n\n${table([['flag', 'environment', 'config file', 'default', 'commands', 'meaning'], ...rows])}`,
);
