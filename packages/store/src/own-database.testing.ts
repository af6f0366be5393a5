/** Made for one test file, which drops it. */
export interface OwnDatabase {
  readonly url: string;
  drop(): Promise<void>;
}
