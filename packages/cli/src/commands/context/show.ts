import type { DefineCommand } from '../../command.ts';
import { DEFAULT_ENVIRONMENT, discoverServer, type ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, projectOption } from '../../options.ts';
import { tableText } from '../../output/table.ts';

/** In place of a token, which is for nobody's screen: enough to tell one from another. */
const TOKEN_SHOWN = 12;

interface Flags extends ServerFlags {
  readonly project?: string;
  readonly why?: boolean;
}

export const examples = `
  carillon context show
  carillon context show --why
`;

export const define: DefineCommand = (command, { terminal, settings }) => {
  command.option('--why', 'also where each value comes from');
  connectionOptions(projectOption(command)).action(async (flags: Flags) => {
    const { values } = settings();
    const found = await discoverServer(flags, terminal);
    const rows = (['context', 'server', 'token', 'environment', 'project'] as const).map((name) => {
      const setting = values.find((value) => value.name === name);
      if (setting !== undefined) return { ...setting, value: shown(name, setting.value) };
      if (name === 'server' || name === 'token') {
        const isLocal = found.source === 'running server' && found[name] !== undefined;
        return { name, value: shown(name, found[name]), from: isLocal ? 'the server that runs here' : 'default' };
      }
      return { name, value: DEFAULTS[name], from: 'default' };
    });
    const columns = flags.why ? ['NAME', 'VALUE', 'FROM'] : ['NAME', 'VALUE'];
    terminal.out(
      tableText(
        columns,
        rows.map((row) => [row.name, row.value, row.from].slice(0, columns.length).map((text) => ({ text }))),
      ),
    );
  });
};

const DEFAULTS = { context: '-', environment: DEFAULT_ENVIRONMENT, project: 'default' } as const;

function shown(name: string, value: string | undefined): string {
  if (value === undefined) return '-';
  return name === 'token' ? `${value.slice(0, TOKEN_SHOWN)}…` : value;
}
