/** What happened is not what the scenario expects. Any other error means that the scenario itself is wrong. */
export class Deviation extends Error {
  override readonly name = 'Deviation';
}
